//! The strings. The list of naughty strings comes as a package; the others are made here, by rule.

/// BI-01a: the big list of naughty strings.
pub fn naughty() -> Vec<String> {
    naughty_strings::BLNS.iter().map(|&text| text.to_owned()).collect()
}

/// BI-01b: what leads out of a folder where somebody takes a name for a path.
pub fn traversal() -> Vec<String> {
    const STEPS: [&str; 14] = [
        "../",
        "..\\",
        "%2e%2e%2f",
        "%252e%252e%252f",
        "..%2f",
        "..%5c",
        "%c0%ae%c0%ae%c0%af",
        "\u{ff0e}\u{ff0e}/",
        "\u{2025}/",
        "....//",
        "..;/",
        "./../",
        "..\0/",
        "..\u{2215}",
    ];
    const GOALS: [&str; 3] = ["etc/passwd", "master.key", "skyshard.db"];
    const WHOLE: [&str; 26] = [
        "/etc/passwd",
        "//etc/passwd",
        "C:\\Windows\\win.ini",
        "C:notes.txt",
        "\\\\server\\share\\notes.txt",
        "\\\\?\\C:\\notes.txt",
        "file:///etc/passwd",
        "notes.txt\0.png",
        "notes.txt.",
        "notes.txt ",
        " notes.txt",
        "notes.txt::$DATA",
        "notes.txt:stream",
        ".",
        "..",
        "...",
        "~",
        "~root",
        "$HOME",
        "%APPDATA%",
        "CON",
        "con.txt",
        "NUL",
        "COM1",
        "COM\u{b9}",
        "-rf",
    ];
    let climbs = STEPS.iter().flat_map(|step| {
        GOALS.iter().flat_map(move |goal| [1, 3, 8].map(|depth| format!("{}{goal}", step.repeat(depth))))
    });
    let long = [255, 256].map(|length| "a".repeat(length));
    let wide = [63, 64].map(|length| "\u{1f980}".repeat(length));
    climbs.chain(WHOLE.map(str::to_owned)).chain(long).chain(wide).collect()
}

/// BI-01c: twins, turns and what is not seen. (A lone surrogate is no UTF-8: it is among the broken messages.)
pub fn unicode() -> Vec<String> {
    const TEXTS: [&str; 22] = [
        "Zo\u{eb}",
        "Zoe\u{308}",
        "stra\u{df}e",
        "STRASSE",
        "\u{130}stanbul",
        "\u{131}stanbul",
        "\u{212a}elvin",
        "exe\u{202e}fdp.txt",
        "\u{2066}abc\u{2069}",
        "a\u{200b}b",
        "a\u{200d}b",
        "\u{feff}bom",
        "\u{e0001}\u{e0041}\u{e007f}",
        "\u{fdd0}",
        "\u{fffe}",
        "\u{10ffff}",
        "\u{fffd}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{2028}\u{2029}",
        "\u{7f}\u{80}\u{9f}",
        "\u{ad}soft",
        "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
    ];
    let marks = [64, 7_000].map(|count| format!("a{}", "\u{301}".repeat(count)));
    let wide = ["\u{fdfa}".repeat(300), "\u{1f980}".repeat(3_000)];
    TEXTS.map(str::to_owned).into_iter().chain(marks).chain(wide).collect()
}

/// BI-10: addresses that mean two mailboxes, another one, or none.
pub fn addresses() -> Vec<String> {
    let long_local = format!("{}@example.com", "a".repeat(65));
    let domain = format!("{}.example", "a.".repeat(120));
    let long = [64, 120].map(|length| format!("{}@{domain}", "b".repeat(length)));
    [
        "\"a b\"@example.com",
        "\"a@b\"@example.com",
        "a(comment)@example.com",
        "a@example.com(comment)",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@b@example.com",
        "a@example.com,b@example.com",
        "a@example.com;b@example.com",
        "a@example.com b@example.com",
        "Eve <a@example.com>",
        "<a@example.com>",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nRCPT TO:<b@example.com>",
        "a%0aBcc:b@example.com",
        "a%0d%0aDATA@example.com",
        "a%b@example.com",
        "b.example!a@example.com",
        "a+tag@example.com",
        "A@EXAMPLE.COM",
        "a@ex\u{e4}mple.com",
        "a@xn--exmple-cua.com",
        "a@xn--example-.com",
        "a@xn--0.pt",
        "a@exam\u{200b}ple.com",
        "a@\u{440}\u{430}\u{443}\u{440}\u{430}l.com",
        "\u{430}@example.com",
        "a@example",
        "a@.com",
        "a@example..com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "@example.com",
        "a@",
        "mailto:a@example.com",
        "a@example.com\0",
        "a@example.com.",
        "=?utf-8?q?a?=@example.com",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([long_local])
    .chain(long)
    .collect()
}

/// BI-11: what ends a string in SQL, matches too much in LIKE, or computes in a spreadsheet.
pub fn statements() -> Vec<String> {
    [
        "'",
        "''",
        "\"",
        "`",
        "\\",
        "\\'",
        "%",
        "_",
        "%%",
        "\\%",
        "[a-z]",
        "*",
        "?",
        "' OR '1'='1",
        "' OR 1=1 --",
        "' OR 1=1 #",
        "') OR ('1'='1",
        "' UNION SELECT NULL, NULL --",
        "'; DROP TABLE account; --",
        "'; SELECT pg_sleep(5); --",
        "' || pg_sleep(5) || '",
        "' AND randomblob(1000000000) --",
        "' AND 1=CAST((SELECT password_hash FROM account LIMIT 1) AS INT) --",
        "1; ATTACH DATABASE '/tmp/x.db' AS x",
        "\u{2bc} OR 1=1",
        "\u{ff07} OR 1=1",
        "$1",
        "?1",
        ":name",
        "@name",
        "{COLUMNS}",
        "/* */",
        "--",
        "0x27",
        "CHAR(39)",
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(1+1)",
        "\t=1+1",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Everything.
pub fn all() -> Vec<String> {
    [naughty(), traversal(), unicode(), addresses(), statements()].concat()
}
