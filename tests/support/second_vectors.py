"""The second implementation's primitives against the values of their RFCs."""
import second_primitives as p

X25519 = [  # RFC 7748 sections 5.2 and 6.1: secret, public, result
    ("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"),
    ("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
     "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
    ("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
]
PUBLIC = [  # section 6.1: secret, public
    ("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"),
]
ED25519 = [  # RFC 8032 sections 7.1 and 7.3: prehashed, seed, public, message,
             # signature
    (False,
     "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    (True,
     "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "616263",
     "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
     "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"),
]
SUNSCREEN = b"Ladies and Gentlemen of the class of '99: If I could offer you " \
    b"only one tip for the future, sunscreen would be it."
SEALED = (  # RFC 8439 section 2.8.2
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
    "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
    "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
    "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd060"
    "0691")
HKDF = (  # RFC 5869 appendix A.1
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    "34007208d5b887185865")


def refuses(call, *arguments):
    try:
        call(*arguments)
    except p.Refused:
        return True
    return False


def check_vectors():
    """Returns how many values were held."""
    h = bytes.fromhex
    for secret, public, result in X25519:
        assert p.x25519(h(secret), h(public)) == h(result)
    for secret, public in PUBLIC:
        assert p.x25519_public(h(secret)) == h(public)
    for prehashed, seed, public, message, signature in ED25519:
        seed, public, message = h(seed), h(public), h(message)
        assert p.sign_public(seed) == public
        assert p.sign(seed, message, prehashed) == h(signature)
        p.verify(public, message, h(signature), prehashed)
        assert refuses(p.verify, public, message, h(signature), not prehashed)
        assert refuses(p.verify, public, message + b"x", h(signature),
                       prehashed)
    key, nonce = bytes(range(128, 160)), h("070000004041424344454647")
    ad = h("50515253c0c1c2c3c4c5c6c7")
    assert p.aead_encrypt(key, nonce, SUNSCREEN, ad) == h(SEALED)
    assert p.aead_decrypt(key, nonce, h(SEALED), ad) == SUNSCREEN
    assert refuses(p.aead_decrypt, key, nonce, h(SEALED), ad + b"x")
    assert p.hkdf(bytes(range(13)), b"\x0b" * 22, bytes(range(240, 250)),
                  42) == h(HKDF)
    return len(X25519) + len(PUBLIC) + 2 * len(ED25519) + 2
