//! The people of the demonstration: three members with a seat each, one of whom teaches, five more teachers, and what they
//! teach. Plain data.

/// A member who can sign in.
pub(super) struct MemberSpec {
    pub(super) username: &'static str,
}

/// The three members; the last one is the teacher Tara.
pub(super) const MEMBERS: [MemberSpec; 3] =
    [MemberSpec { username: "alice" }, MemberSpec { username: "bob" }, MemberSpec { username: "tara" }];

/// Somebody who teaches.
pub(super) struct TeacherSpec {
    pub(super) username: &'static str,
    pub(super) name: &'static str,
    pub(super) headline: &'static str,
    pub(super) about: &'static str,
    /// Parted by lines.
    pub(super) specialties: &'static str,
    pub(super) rate: (i64, &'static str),
    pub(super) zone: &'static str,
    pub(super) hours: &'static str,
    pub(super) courses: [CourseSpec; 2],
}

/// What somebody teaches.
pub(super) struct CourseSpec {
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) skill: &'static str,
    pub(super) level: &'static str,
    pub(super) price: (i64, &'static str),
    pub(super) length_minutes: u32,
    pub(super) capacity: u32,
    pub(super) buffer_after_minutes: u32,
    pub(super) cancel_notice_hours: u32,
}

/// The six teachers.
pub(super) const TEACHERS: [TeacherSpec; 6] = [
    TeacherSpec {
        username: "tara",
        name: "Tara Lindqvist",
        headline: "Systems programmer who likes to explain why a cluster loses nothing",
        about: "I have built storage for fifteen years.\n\nWe start from a question of yours and take the thing apart until \
                it is simple: a lock, a log, a quorum.",
        specialties: "Rust\nDistributed systems",
        rate: (4_800, "EUR"),
        zone: "Europe/Paris",
        hours: "Mon 09:00-12:00 14:00-18:00; Tue 09:00-12:00; Wed 14:00-18:00; Thu 09:00-12:00 14:00-18:00",
        courses: [
            CourseSpec {
                title: "Rust: ownership without tears",
                description: "Bring code that the compiler refuses. We find out what it knows that you do not, and fix it \
                              together.",
                skill: "Rust",
                level: "beginner",
                price: (4_800, "EUR"),
                length_minutes: 60,
                capacity: 1,
                buffer_after_minutes: 15,
                cancel_notice_hours: 24,
            },
            CourseSpec {
                title: "Lose a node: a guided tour of replication",
                description: "A small group watches a simulated cluster lose its disks and heal. Questions all the way.",
                skill: "Distributed systems",
                level: "intermediate",
                price: (1_500, "EUR"),
                length_minutes: 90,
                capacity: 6,
                buffer_after_minutes: 15,
                cancel_notice_hours: 12,
            },
        ],
    },
    TeacherSpec {
        username: "kenji",
        name: "Kenji Mori",
        headline: "Japanese for people who will be there next spring",
        about: "I teach what you will say on the first day: at the station, at the counter, at somebody's door.",
        specialties: "Japanese\nCalligraphy",
        rate: (4_000, "JPY"),
        zone: "Asia/Tokyo",
        hours: "Tue 18:00-22:00; Wed 18:00-22:00; Sat 10:00-16:00; Sun 10:00-13:00",
        courses: [
            CourseSpec {
                title: "Japanese for the first week",
                description: "Forty sentences that open doors, with the politeness that keeps them open.",
                skill: "Japanese",
                level: "beginner",
                price: (4_000, "JPY"),
                length_minutes: 60,
                capacity: 1,
                buffer_after_minutes: 0,
                cancel_notice_hours: 24,
            },
            CourseSpec {
                title: "Brush and ink, one character",
                description: "One character in one hour, many times. Have a brush, ink and old newspapers at hand.",
                skill: "Calligraphy",
                level: "any",
                price: (2_500, "JPY"),
                length_minutes: 60,
                capacity: 4,
                buffer_after_minutes: 30,
                cancel_notice_hours: 24,
            },
        ],
    },
    TeacherSpec {
        username: "ana",
        name: "Ana Ruiz",
        headline: "Spanish in conversation, from Bogotá",
        about: "No grammar tables. We talk, I write down what you nearly said, and you say it again.",
        specialties: "Spanish",
        rate: (2_200, "USD"),
        zone: "America/Bogota",
        hours: "Mon 07:00-11:00; Tue 07:00-11:00; Thu 07:00-11:00; Fri 15:00-19:00",
        courses: [
            CourseSpec {
                title: "Spanish: your first conversation",
                description: "Half an hour in which you will have spoken Spanish, whatever you knew before.",
                skill: "Spanish",
                level: "beginner",
                price: (0, "USD"),
                length_minutes: 30,
                capacity: 1,
                buffer_after_minutes: 0,
                cancel_notice_hours: 2,
            },
            CourseSpec {
                title: "Spanish for people who can already order coffee",
                description: "News of the week, told in your own words.",
                skill: "Spanish",
                level: "intermediate",
                price: (2_200, "USD"),
                length_minutes: 60,
                capacity: 1,
                buffer_after_minutes: 10,
                cancel_notice_hours: 24,
            },
        ],
    },
    TeacherSpec {
        username: "lukas",
        name: "Lukas Brandt",
        headline: "Piano for grown-ups who stopped at twelve",
        about: "You still have it in your hands. We begin with the piece that you remember.",
        specialties: "Piano\nHarmony",
        rate: (5_500, "EUR"),
        zone: "Europe/Berlin",
        hours: "Mon 16:00-21:00; Wed 16:00-21:00; Fri 14:00-18:00",
        courses: [
            CourseSpec {
                title: "Piano: begin again",
                description: "A keyboard, a camera on your hands, and one piece.",
                skill: "Piano",
                level: "beginner",
                price: (4_500, "EUR"),
                length_minutes: 45,
                capacity: 1,
                buffer_after_minutes: 15,
                cancel_notice_hours: 48,
            },
            CourseSpec {
                title: "Why this chord sounds sad",
                description: "Harmony by ear, for anybody who plays anything.",
                skill: "Harmony",
                level: "advanced",
                price: (5_500, "EUR"),
                length_minutes: 60,
                capacity: 1,
                buffer_after_minutes: 15,
                cancel_notice_hours: 48,
            },
        ],
    },
    TeacherSpec {
        username: "aisha",
        name: "Aisha Njoroge",
        headline: "Photography with whatever camera you have",
        about: "The light is the same for everybody. Send me three pictures before we meet.",
        specialties: "Photography",
        rate: (3_000, "USD"),
        zone: "Africa/Nairobi",
        hours: "Tue 10:00-17:00; Thu 10:00-17:00; Sat 08:00-12:00",
        courses: [
            CourseSpec {
                title: "Three pictures, one hour",
                description: "What works in each, what would work better, and what to try next week.",
                skill: "Photography",
                level: "any",
                price: (3_000, "USD"),
                length_minutes: 60,
                capacity: 1,
                buffer_after_minutes: 10,
                cancel_notice_hours: 24,
            },
            CourseSpec {
                title: "Light at home: a workshop",
                description: "One window, one chair, one sheet of paper. Eight people at most.",
                skill: "Photography",
                level: "beginner",
                price: (1_200, "USD"),
                length_minutes: 120,
                capacity: 8,
                buffer_after_minutes: 30,
                cancel_notice_hours: 24,
            },
        ],
    },
    TeacherSpec {
        username: "marama",
        name: "Marama Tāwhai",
        headline: "Bread: one dough, many loaves",
        about: "I bake for a village. I will teach you to read a dough with your fingers, over a camera, from the other end \
                of the world.",
        specialties: "Baking",
        rate: (3_500, "NZD"),
        zone: "Pacific/Auckland",
        hours: "Wed 18:00-21:00; Thu 18:00-21:00; Sun 09:00-14:00",
        courses: [
            CourseSpec {
                title: "Sourdough from nothing",
                description: "Flour and water, and the week until they live.",
                skill: "Baking",
                level: "beginner",
                price: (3_500, "NZD"),
                length_minutes: 60,
                capacity: 3,
                buffer_after_minutes: 15,
                cancel_notice_hours: 24,
            },
            CourseSpec {
                title: "What went wrong with my loaf",
                description: "Show me the crumb. Fifteen minutes are usually enough.",
                skill: "Baking",
                level: "any",
                price: (900, "NZD"),
                length_minutes: 15,
                capacity: 1,
                buffer_after_minutes: 5,
                cancel_notice_hours: 1,
            },
        ],
    },
];

/// What was said about lessons that were given: which course of which teacher, by which member, how long ago in days, the
/// stars, the words, and the teacher's answer.
pub(super) const REVIEWS: [(usize, usize, usize, u32, u32, &str, &str); 6] = [
    (
        0,
        0,
        0,
        12,
        5,
        "I finally know who owns what. The example with the library card was worth the hour alone.",
        "",
    ),
    (
        0,
        1,
        1,
        20,
        4,
        "The cluster lost two disks and I lost none of my questions.",
        "Next time we lose three.",
    ),
    (1, 0, 0, 9, 5, "I ordered, paid and apologised in Japanese. In that order.", ""),
    (2, 1, 1, 15, 5, "We talked about the weather for an hour and I did not notice.", "¡Nos vemos!"),
    (3, 0, 1, 30, 4, "My left hand remembered more than I did.", ""),
    (5, 0, 0, 25, 5, "It lives!", "Feed it."),
];
