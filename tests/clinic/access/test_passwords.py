from clinic.access.passwords import Argon2


def test_passwords_are_hashed_with_argon2id_at_46_mib():
    encoded = Argon2().encode("correct horse battery staple", "0123456789abcdef")

    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert Argon2().verify("correct horse battery staple", encoded)
    assert not Argon2().verify("correct horse battery stable", encoded)
