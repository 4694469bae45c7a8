use super::*;

/// The key and the token of RFC 7515, appendix A.1.
const RFC_SECRET: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const RFC_HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Those of its appendix A.3.
const RFC_P256: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const RFC_ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
/// Those of RFC 8037, appendix A.
const RFC_ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const RFC_EDDSA: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

const SECRET: &[u8] = b"a secret of at least thirty-two bytes";
const NOW: u64 = 1_800_000_000;

fn keys(text: impl AsRef<[u8]>) -> KeySet {
    KeySet::read(text.as_ref()).expect("is a key")
}

fn key(text: impl AsRef<[u8]>) -> Key {
    keys(text).0.pop().expect("is one")
}

fn token(payload: &str) -> String {
    issue(payload, &key(SECRET)).expect("has the secret")
}

fn outcome(token: &str) -> Result<String, Refused> {
    verify(token, &keys(SECRET), &["tv".to_owned()], NOW).map(|claims| claims.origin.to_string())
}

#[test]
fn the_signatures_of_the_standards_are_right() {
    for (text, token) in [
        (RFC_SECRET, RFC_HS256),
        (RFC_P256, RFC_ES256),
        (RFC_ED25519, RFC_EDDSA),
    ] {
        assert_eq!(
            Parts::of(token).expect("is a token").check(&keys(text)),
            Ok(())
        );
        let (signed, signature) = token.rsplit_once('.').expect("has three parts");
        let mut other = base64url::decode(signature).expect("is base64");
        other[5] ^= 1;
        let other = format!("{signed}.{}", base64url::encode(&other));
        let other = Parts::of(&other).expect("is a token").check(&keys(text));
        assert_eq!(other, Err(Refused::WrongSignature));
    }
}

#[test]
fn what_a_key_signs_it_has_signed() {
    for text in [RFC_SECRET, RFC_P256, RFC_ED25519] {
        let key = key(text).with_id(Some("a".to_owned()));
        let token = issue("https://a.example/x", &key).expect("has a private half");
        let claims = verify(&token, &KeySet(vec![key]), &[], NOW);
        assert_eq!(
            claims.expect("is right").origin.as_str(),
            "https://a.example"
        );
    }
    let public = RFC_P256.replace(r#","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI""#, "");
    assert_eq!(issue("x", &key(public)), None);
}

#[test]
fn payloads_are_urls_or_objects() {
    for (payload, expected) in [
        ("https://a.example/app?x#y", Ok("https://a.example")),
        ("HTTP://LOCALHOST:8080", Ok("http://localhost:8080")),
        (r#"{"url":"https://a.example"}"#, Ok("https://a.example")),
        (
            r#"{"url":"https://a.example","user":"U","hash":"H","more":[{}]}"#,
            Ok("https://a.example"),
        ),
        ("", Err(Wrong::NoOrigin)),
        ("a.example", Err(Wrong::NoOrigin)),
        ("https://x@a.example", Err(Wrong::NoOrigin)),
        ("{}", Err(Wrong::NoOrigin)),
        (r#"{"url":""}"#, Err(Wrong::NoOrigin)),
        (r#"{"url":7}"#, Err(Wrong::NoClaims)),
        (
            r#"{"url":"https://a.example","url":"https://b.example"}"#,
            Err(Wrong::NoClaims),
        ),
        (r#""https://a.example""#, Err(Wrong::NoClaims)),
        (
            r#"["https://a.example",null,null,null,null]"#,
            Err(Wrong::NoClaims),
        ),
        (
            r#"{"url":"https://a.example","type":"dac"}"#,
            Err(Wrong::OtherKind),
        ),
    ] {
        let expected = expected.map(str::to_owned).map_err(Refused::Payload);
        assert_eq!(outcome(&token(payload)), expected, "{payload}");
    }
}

#[test]
fn times_and_audiences_are_honoured() {
    let now = NOW as f64;
    for (more, expected) in [
        (format!(r#""exp":{}"#, now + 1.0), Ok(())),
        (format!(r#""exp":{}"#, now + 0.5), Ok(())),
        (format!(r#""exp":{now}"#), Err(Wrong::Expired)),
        (r#""exp":0"#.to_owned(), Err(Wrong::Expired)),
        (r#""exp":-1e300"#.to_owned(), Err(Wrong::Expired)),
        (r#""exp":"never""#.to_owned(), Err(Wrong::NoClaims)),
        (format!(r#""nbf":{now}"#), Ok(())),
        (format!(r#""nbf":{}"#, now + 1.0), Err(Wrong::TooEarly)),
        (r#""aud":"tv""#.to_owned(), Ok(())),
        (r#""aud":["radio","tv"]"#.to_owned(), Ok(())),
        (r#""aud":"TV""#.to_owned(), Err(Wrong::OtherAudience)),
        (r#""aud":["radio"]"#.to_owned(), Err(Wrong::OtherAudience)),
        (r#""aud":[]"#.to_owned(), Err(Wrong::OtherAudience)),
        (r#""aud":7"#.to_owned(), Err(Wrong::NoClaims)),
    ] {
        let payload = format!(r#"{{"url":"https://a.example",{more}}}"#);
        let expected = expected.map_err(Refused::Payload);
        assert_eq!(outcome(&token(&payload)).map(drop), expected, "{payload}");
    }
}

#[test]
fn each_key_belongs_to_one_algorithm() {
    let header = |text: &str| base64url::encode(text);
    let payload = base64url::encode("https://a.example");
    let hmac = |head: &str, secret: &[u8]| {
        let signed = format!("{}.{payload}", header(head));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        let signature = ring::hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", base64url::encode(signature))
    };
    let check = |token: &str, keys: &KeySet| Parts::of(token).and_then(|parts| parts.check(keys));
    for alg in [
        "none", "None", "NONE", "", "hs256", "HS384", "HS512", "RS256", "ES256", "EdDSA",
    ] {
        let head = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
        let unsigned = format!("{}.{payload}.", header(&head));
        for token in [unsigned, hmac(&head, SECRET)] {
            assert_eq!(check(&token, &keys(SECRET)), Err(Refused::NoKey), "{alg}");
        }
    }
    // The public key as a secret: anybody has it.
    let both = r#"{"keys":[KEY]}"#.replace("KEY", RFC_P256);
    let point =
        base64url::decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").expect("is base64");
    for secret in [&point[..], RFC_P256.as_bytes(), b""] {
        let forged = hmac(r#"{"alg":"HS256"}"#, secret);
        assert_eq!(check(&forged, &keys(&both)), Err(Refused::NoKey));
    }
    for (head, expected) in [
        (r#"{"alg":"HS256"}"#, Ok(())),
        (
            r#"{"alg":"HS256","typ":"jwt","jwk":{"kty":"oct","k":"AA"}}"#,
            Ok(()),
        ),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, Err(Refused::OtherType)),
        (
            r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            Err(Refused::Critical),
        ),
        (r#"{"alg":"HS256","alg":"none"}"#, Err(Refused::Malformed)),
        (r#"{"typ":"JWT"}"#, Err(Refused::Malformed)),
        (r#"["HS256",null,null,null]"#, Err(Refused::Malformed)),
    ] {
        assert_eq!(
            check(&hmac(head, SECRET), &keys(SECRET)),
            expected,
            "{head}"
        );
    }
}

#[test]
fn a_token_has_one_spelling() {
    let right = token("https://a.example");
    assert!(outcome(&right).is_ok());
    let stray = |text: &str| {
        // The last digit of 32 bytes carries two bits that mean nothing.
        let last = text.chars().last().expect("is not empty");
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let place = digits.find(last).expect("is a digit");
        let other = digits.as_bytes()[place ^ 1] as char;
        format!("{}{other}", &text[..text.len() - 1])
    };
    let mut others = vec![
        stray(&right),
        format!("{right}="),
        format!("{right}."),
        format!(".{right}"),
        format!(" {right}"),
        right.replace('.', ".."),
    ];
    others.extend((0..right.len()).map(|length| right[..length].to_owned()));
    for other in others {
        assert!(outcome(&other).is_err(), "{other}");
    }
    assert_eq!(outcome(&"x".repeat(LONGEST + 1)), Err(Refused::TooLong));
}

#[test]
fn keys_are_chosen_by_id_where_both_have_one() {
    let first = b"the first secret of thirty-two bytes";
    let set = |ids: [Option<&str>; 2]| {
        let key = |secret: &[u8], id: Option<&str>| key(secret).with_id(id.map(str::to_owned));
        KeySet(vec![key(first, ids[0]), key(SECRET, ids[1])])
    };
    let signed_as = |id: Option<&str>| {
        let key = key(SECRET).with_id(id.map(str::to_owned));
        issue("https://a.example", &key).expect("is a secret")
    };
    for (ids, id, expected) in [
        ([None, None], None, Ok(())),
        ([Some("1"), Some("2")], None, Ok(())),
        ([Some("1"), Some("2")], Some("2"), Ok(())),
        ([Some("1"), None], Some("2"), Ok(())),
        ([None, None], Some("2"), Ok(())),
        (
            [Some("1"), Some("2")],
            Some("1"),
            Err(Refused::WrongSignature),
        ),
        ([Some("1"), Some("2")], Some("3"), Err(Refused::NoKey)),
    ] {
        let outcome = verify(&signed_as(id), &set(ids), &[], NOW).map(drop);
        assert_eq!(outcome, expected, "{ids:?} {id:?}");
    }
}

#[test]
fn keys_of_no_use_are_refused_and_none_is_told() {
    for (text, reason) in [
        ("", "at least 32 bytes, and this has 0"),
        ("too short\n", "at least 32 bytes, and this has 9"),
        (
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            "neither of P-256 nor of Ed25519",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "neither of P-256 nor of Ed25519",
        ),
        (
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
            "PKCS #8",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "no key",
        ),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n", "damaged PEM"),
        ("{}", "no JSON Web Key"),
        (r#"{"keys":[]}"#, "no key in it"),
        (
            r#"{"kty":"oct","k":"c2VjcmV0"}"#,
            "at least 32 bytes, and this has 6",
        ),
        (r#"{"kty":"oct"}"#, "`k` is missing"),
        (
            r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#,
            "neither of P-256 nor of Ed25519",
        ),
        (
            r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
            "neither of P-256 nor of Ed25519",
        ),
        (
            r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#,
            "neither of P-256 nor of Ed25519",
        ),
    ] {
        let wrong = KeySet::read(text.as_bytes()).expect_err(text).to_string();
        assert!(wrong.contains(reason), "{text}: {wrong}");
        assert!(!wrong.contains("c2VjcmV0"), "{wrong}");
    }
    // Those of others in a set are left alone.
    let set = format!(
        r#"{{"keys":[{{"kty":"RSA","n":"AA","e":"AQAB"}},{RFC_P256},{{"kty":"EC","crv":"P-384"}}]}}"#
    );
    assert_eq!(keys(set).iter().count(), 1);
}

#[test]
fn a_debug_print_does_not_tell_the_key() {
    let secret = String::from_utf8_lossy(SECRET).into_owned();
    let printed = format!("{:?} {:?}", keys(SECRET), keys(RFC_P256));
    assert!(
        !printed.contains(&secret) && !printed.contains("jpsQ"),
        "{printed}"
    );
}
