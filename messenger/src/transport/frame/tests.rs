use super::*;

const LIMITS: FrameLimits = FrameLimits {
    message: 1000,
    unmasked: false,
};

/// A masked frame; `first` holds FIN, reserved bits and opcode.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xFA, 0x21, 0x3D];
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..=125 => bytes.push(0x80 | length as u8),
        length => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
    }
    bytes.extend(mask);
    bytes.extend(
        payload
            .iter()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    bytes
}

fn describe(incoming: &Incoming<'_>) -> String {
    match incoming {
        Incoming::Text(text) => format!("text {text}"),
        Incoming::Binary(payload) => format!("binary {}", payload.escape_ascii()),
        Incoming::Ping(payload) => format!("ping {}", payload.len()),
        other => format!("{other:?}"),
    }
}

/// Everything that a stream says, or the code it is closed with.
fn read(stream: &[u8], limits: FrameLimits, chunk: usize) -> Vec<String> {
    let mut decoder = Decoder::default();
    let mut buffer = Vec::new();
    let mut said = Vec::new();
    for piece in stream.chunks(chunk) {
        buffer.extend_from_slice(piece);
        loop {
            match decoder.decode(&mut buffer, limits) {
                Ok(Some((length, incoming))) => {
                    said.extend(incoming.as_ref().map(describe));
                    buffer.drain(..length);
                }
                Ok(None) => break,
                Err(violation) => {
                    said.push(violation.code.number().to_string());
                    return said;
                }
            }
        }
    }
    said
}

/// The same for every way to cut the stream into pieces of equal length.
fn says(frames: &[Vec<u8>], expected: &[&str]) {
    let stream = frames.concat();
    for chunk in [1, 2, 3, 7, stream.len().max(1)] {
        assert_eq!(
            read(&stream, LIMITS, chunk),
            expected,
            "in pieces of {chunk}"
        );
    }
}

#[test]
fn messages_come_out_whole() {
    says(
        &[frame(0x81, b""), frame(0x81, "h\u{e9}llo".as_bytes())],
        &["text ", "text h\u{e9}llo"],
    );
    says(
        &[frame(0x81, &[b'x'; 200])],
        &[&format!("text {}", "x".repeat(200))],
    );
    says(&[frame(0x82, b"\xFF")], &["binary \\xff"]);
}

#[test]
fn fragments_are_joined_around_control_frames() {
    says(
        &[
            frame(0x01, b"a"),
            frame(0x89, b"p"),
            frame(0x00, b"b"),
            frame(0x80, b""),
            frame(0x81, b"c"),
        ],
        &["ping 1", "text ab", "text c"],
    );
    says(
        &[frame(0x02, b"\xFF"), frame(0x80, b"b")],
        &["binary \\xffb"],
    );
}

#[test]
fn a_character_may_span_fragments_but_not_end_short() {
    let [a, b, c] = *"\u{20ac}".as_bytes() else {
        panic!("three bytes")
    };
    says(
        &[frame(0x01, &[a]), frame(0x00, &[b]), frame(0x80, &[c])],
        &["text \u{20ac}"],
    );
    says(&[frame(0x01, &[a, b]), frame(0x80, b"")], &["1007"]);
    says(&[frame(0x81, &[a, b])], &["1007"]);
    says(&[frame(0x01, b"\xFF"), frame(0x80, b"x")], &["1007"]);
    says(&[frame(0x81, b"\xED\xA0\x80")], &["1007"]);
}

#[test]
fn a_text_is_refused_at_the_byte_that_shows_it() {
    for (before, cut, after) in [
        (None, &b"a\xED\xA0"[..], &b"\x80b"[..]),
        (None, b"a\xF4\x90", b"\x80\x80b"),
        (Some(&b"a\xF4"[..]), b"\x90", b"\x80\x80b"),
        (Some(b"\xE2\x82"), b"a", b"b"),
    ] {
        let mut stream = Vec::new();
        if let Some(before) = before {
            stream.extend(frame(0x01, before));
        }
        let first = if before.is_some() { 0x80 } else { 0x81 };
        stream.extend(frame(first, &[cut, after].concat()));
        let seen = stream.len() - after.len();
        assert_eq!(read(&stream[..seen], LIMITS, 1), ["1007"], "{cut:X?}");
        assert_eq!(read(&stream[..seen], LIMITS, seen), ["1007"], "{cut:X?}");
        assert!(read(&stream[..seen - 1], LIMITS, 1).is_empty(), "{cut:X?}");
    }
}

#[test]
fn binary_fragments_count_against_the_limit() {
    says(&[frame(0x02, &[0; 600]), frame(0x80, &[0; 401])], &["1009"]);
}

#[test]
fn what_the_standard_forbids_is_a_protocol_error() {
    says(&[frame(0xC1, b"x")], &["1002"]);
    says(&[frame(0x83, b"x")], &["1002"]);
    says(&[frame(0x8B, b"x")], &["1002"]);
    says(&[frame(0x80, b"x")], &["1002"]);
    says(&[frame(0x01, b"x"), frame(0x81, b"y")], &["1002"]);
    says(&[frame(0x09, b"x")], &["1002"]);
    says(&[frame(0x89, &[0; 126])], &["1002"]);
    says(&[vec![0x81, 0x01, b'x']], &["1002"]);
    says(&[vec![0x81, 0xFE, 0, 125]], &["1002"]);
    says(&[vec![0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]], &["1002"]);
    says(&[vec![0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0]], &["1002"]);
}

#[test]
fn an_announced_length_over_the_limit_is_refused_before_it_is_sent() {
    says(&[vec![0x81, 0xFE, 0x03, 0xE9]], &["1009"]);
    says(
        &[vec![
            0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        ]],
        &["1009"],
    );
    says(
        &[frame(0x01, &[b'x'; 600]), frame(0x80, &[b'x'; 401])],
        &["1009"],
    );
    says(
        &[frame(0x01, &[b'x'; 600]), frame(0x80, &[b'x'; 400])],
        &[&format!("text {}", "x".repeat(1000))],
    );
}

#[test]
fn close_frames_are_checked() {
    says(&[frame(0x88, b"")], &["Close(None)"]);
    says(&[frame(0x88, &[0x03, 0xE8])], &["Close(Some(1000))"]);
    says(
        &[frame(0x88, &[0x0F, 0xA0, b'b', b'y', b'e'])],
        &["Close(Some(4000))"],
    );
    says(&[frame(0x88, &[0x03])], &["1002"]);
    says(&[frame(0x88, &[0x03, 0xE8, 0xFF])], &["1007"]);
    for code in [
        0u16, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
    ] {
        says(&[frame(0x88, &code.to_be_bytes())], &["1002"]);
    }
}

#[test]
fn frames_without_mask_are_taken_only_if_allowed() {
    let limits = FrameLimits {
        unmasked: true,
        ..LIMITS
    };
    assert_eq!(read(&[0x81, 0x01, b'x'], limits, 3), ["text x"]);
}

#[test]
fn lengths_are_written_the_shortest_way() {
    let head = |length: usize| {
        let mut out = Vec::new();
        write_text(&mut out, [&vec![b'x'; length], b"", b""]);
        out.truncate(out.len() - length);
        out
    };
    assert_eq!(head(125), [0x81, 125]);
    assert_eq!(head(126), [0x81, 126, 0, 126]);
    assert_eq!(head(65_535), [0x81, 126, 0xFF, 0xFF]);
    assert_eq!(head(65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
}

#[test]
fn a_close_frame_never_grows_past_a_control_frame() {
    let mut out = Vec::new();
    write_close(&mut out, Some(1000), &"\u{20ac}".repeat(100));
    assert!(out.len() <= 127 && std::str::from_utf8(&out[4..]).is_ok());
    out.clear();
    write_close(&mut out, None, "unused");
    assert_eq!(out, [0x88, 0]);
}
