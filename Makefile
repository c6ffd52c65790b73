# run        everything up with demo data; prints the address (PORT=9000 to choose one)
# test       every test but the long ones, in browsers too (ARGS="-k booking" to choose)
# test-long  the long tests: more walks, every page under axe, faults, the dump
# bench      what questionnaires, planning, free times, bookings and the pages of staff cost
#            (ARGS="--appointments=1000000 --requests=200000" to choose how full the clinic is)
# check      linters, types, layers, migrations, deployment settings
# lock       requirements*.txt anew from requirements*.in
# Without make: sh bootstrap.sh run

.PHONY: run test test-long bench check lock
run test test-long bench check lock:
	@sh ./bootstrap.sh $@ $(ARGS)
