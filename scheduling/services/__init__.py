"""Every change to appointments is a verb named here; free times are read here too."""

from scheduling.services.answering import decline_offer, take_offer
from scheduling.services.attendance import mark_attendance, marks_of, may_mark
from scheduling.services.bookings import (
    book_held,
    check_movable,
    check_open,
    hold_time,
    move_appointment,
)
from scheduling.services.cancelling import (
    cancel_appointment,
    cancel_at_desk,
    check_changeable,
)
from scheduling.services.closing import visits_in
from scheduling.services.course_changes import (
    NewDate,
    end_course,
    let_go_on,
    move_dates,
    shifted_dates,
)
from scheduling.services.course_reading import CourseReading, read_course
from scheduling.services.courses import (
    CourseWishes,
    book_dates,
    hold_missing_dates,
    hold_other_date,
    propose_dates,
)
from scheduling.services.day import read_day
from scheduling.services.desk import book_at_desk, move_at_desk
from scheduling.services.desk_times import notice_at_desk, times_at_desk
from scheduling.services.diary import (
    clinicians_for,
    consultation_service,
    earlier_elsewhere,
    earliest_slot,
    free_slots,
    infusion_service,
    times_to_book,
)
from scheduling.services.feeds import (
    feed_address,
    feed_of,
    find_feed,
    make_feed,
    read_feed,
    turn_off_feed,
)
from scheduling.services.figures import Figures, Step, read_figures
from scheduling.services.freed_times import offer_freed_times
from scheduling.services.gates import check_course_open, check_gate
from scheduling.services.offers import Offer, offer_of, offer_to_move, offers
from scheduling.services.planning import (
    infusions,
    other_dates,
    progress_for,
    progress_of,
    proposed_dates,
    times_to_move,
)
from scheduling.services.refilling import to_refill
from scheduling.services.refusals import (
    AlreadyBooked,
    BookingRefusal,
    Busy,
    DatesDoNotFit,
    GateClosed,
    NothingToBook,
    NotNow,
    NotReviewed,
    OfferGone,
    ReasonMissing,
    SlotTaken,
    TooLate,
)
from scheduling.services.reminding import confirm_again, messages_about, remind
from scheduling.services.rides import confirm_ride, name_driver
from scheduling.services.undated import Undated, undated
from scheduling.services.waitlist import (
    close_waitlist_entry,
    has_earlier_time,
    join_waitlist,
    leave_waitlist,
    service_to_wait_for,
    waiting_as,
    waiting_for,
)
from scheduling.services.week import read_week

__all__ = [
    "AlreadyBooked",
    "BookingRefusal",
    "Busy",
    "CourseReading",
    "CourseWishes",
    "DatesDoNotFit",
    "Figures",
    "GateClosed",
    "NewDate",
    "NotNow",
    "NotReviewed",
    "NothingToBook",
    "Offer",
    "OfferGone",
    "ReasonMissing",
    "SlotTaken",
    "Step",
    "TooLate",
    "Undated",
    "book_at_desk",
    "book_dates",
    "book_held",
    "cancel_appointment",
    "cancel_at_desk",
    "check_changeable",
    "check_course_open",
    "check_gate",
    "check_movable",
    "check_open",
    "clinicians_for",
    "close_waitlist_entry",
    "confirm_again",
    "confirm_ride",
    "consultation_service",
    "decline_offer",
    "earlier_elsewhere",
    "earliest_slot",
    "end_course",
    "feed_address",
    "feed_of",
    "find_feed",
    "free_slots",
    "has_earlier_time",
    "hold_missing_dates",
    "hold_other_date",
    "hold_time",
    "infusion_service",
    "infusions",
    "join_waitlist",
    "leave_waitlist",
    "let_go_on",
    "make_feed",
    "mark_attendance",
    "marks_of",
    "may_mark",
    "messages_about",
    "move_appointment",
    "move_at_desk",
    "move_dates",
    "name_driver",
    "notice_at_desk",
    "offer_freed_times",
    "offer_of",
    "offer_to_move",
    "offers",
    "other_dates",
    "progress_for",
    "progress_of",
    "propose_dates",
    "proposed_dates",
    "read_course",
    "read_day",
    "read_feed",
    "read_figures",
    "read_week",
    "remind",
    "service_to_wait_for",
    "shifted_dates",
    "take_offer",
    "times_at_desk",
    "times_to_book",
    "times_to_move",
    "to_refill",
    "turn_off_feed",
    "undated",
    "visits_in",
    "waiting_as",
    "waiting_for",
]
