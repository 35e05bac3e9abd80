//! Lessons. Money is in minor units. Specialties are lines; hours and exceptions are as the domain writes them, whole,
//! because they are only ever read and changed as a whole.
crate::sql::step!("m0009_skillshare", up: [
    "CREATE TABLE teacher (
        id TEXT NOT NULL CONSTRAINT teacher_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT teacher_account_unique UNIQUE
            CONSTRAINT teacher_account REFERENCES account (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        headline TEXT NOT NULL,
        about TEXT NOT NULL,
        rate_minor BIGINT NOT NULL CONSTRAINT teacher_rate_not_negative CHECK (rate_minor >= 0),
        currency TEXT NOT NULL,
        per_day_max BIGINT,
        is_listed BIGINT NOT NULL,
        zone TEXT NOT NULL,
        specialties TEXT NOT NULL,
        hours TEXT NOT NULL,
        exceptions TEXT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    // Whom the demonstration made; none in a server that people work with.
    "CREATE TABLE demo_account (
        account_id TEXT NOT NULL CONSTRAINT demo_account_pk PRIMARY KEY
            CONSTRAINT demo_account_account REFERENCES account (id) ON DELETE CASCADE
    )",
    "CREATE TABLE course (
        id TEXT NOT NULL CONSTRAINT course_pk PRIMARY KEY,
        teacher_id TEXT NOT NULL CONSTRAINT course_teacher REFERENCES teacher (id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        skill TEXT NOT NULL,
        level TEXT NOT NULL,
        price_minor BIGINT NOT NULL CONSTRAINT course_price_not_negative CHECK (price_minor >= 0),
        currency TEXT NOT NULL,
        length_minutes BIGINT NOT NULL CONSTRAINT course_length_positive CHECK (length_minutes > 0),
        capacity BIGINT NOT NULL CONSTRAINT course_capacity_positive CHECK (capacity > 0),
        buffer_before_minutes BIGINT NOT NULL,
        buffer_after_minutes BIGINT NOT NULL,
        notice_hours BIGINT NOT NULL,
        cancel_notice_hours BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        archived_at BIGINT
    )",
    "CREATE INDEX course_by_teacher ON course (teacher_id)",
    // A course on a date. What was agreed is kept here, so that a course may change. Without taken seats it takes nothing
    // of the teacher's calendar and only tells what was.
    "CREATE TABLE lesson (
        id TEXT NOT NULL CONSTRAINT lesson_pk PRIMARY KEY,
        course_id TEXT NOT NULL CONSTRAINT lesson_course REFERENCES course (id) ON DELETE CASCADE,
        teacher_id TEXT NOT NULL CONSTRAINT lesson_teacher REFERENCES teacher (id) ON DELETE CASCADE,
        starts_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL,
        taken_from BIGINT NOT NULL,
        taken_until BIGINT NOT NULL,
        capacity BIGINT NOT NULL,
        seats_taken BIGINT NOT NULL,
        cancel_notice_hours BIGINT NOT NULL,
        CONSTRAINT lesson_ends_after_it_begins CHECK (starts_at < ends_at),
        CONSTRAINT lesson_seats_within_capacity CHECK (seats_taken BETWEEN 0 AND capacity)
    )",
    "CREATE UNIQUE INDEX lesson_start_unique ON lesson (course_id, starts_at) WHERE seats_taken > 0",
    // All that a search for slots reads of thousands of lessons, so that it need not look at their rows.
    "CREATE INDEX lesson_ahead ON lesson
        (taken_until, taken_from, starts_at, course_id, teacher_id, capacity, seats_taken) WHERE seats_taken > 0",
    "CREATE INDEX lesson_by_teacher ON lesson (teacher_id, taken_until)",
    "CREATE TABLE booking (
        id TEXT NOT NULL CONSTRAINT booking_pk PRIMARY KEY,
        lesson_id TEXT NOT NULL CONSTRAINT booking_lesson REFERENCES lesson (id) ON DELETE CASCADE,
        student_id TEXT NOT NULL CONSTRAINT booking_student REFERENCES account (id) ON DELETE CASCADE,
        state TEXT NOT NULL CONSTRAINT booking_state CHECK (state IN ('held', 'booked', 'cancelled')),
        held_until BIGINT,
        is_offer BIGINT NOT NULL,
        zone TEXT NOT NULL,
        note TEXT NOT NULL,
        price_minor BIGINT NOT NULL,
        currency TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        is_late BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        cancelled_at BIGINT,
        CONSTRAINT booking_held_ends CHECK ((state = 'held') = (held_until IS NOT NULL))
    )",
    // A student has one place in a lesson.
    "CREATE UNIQUE INDEX booking_place_unique ON booking (lesson_id, student_id) WHERE state IN ('held', 'booked')",
    "CREATE INDEX booking_by_student ON booking (student_id, state)",
    "CREATE INDEX booking_held ON booking (held_until) WHERE state = 'held'",
    // One person, one cell of time: the index that decides every race (INV-B1). A lesson takes its teacher's cells, a
    // held or booked place its student's; what is given back is deleted.
    "CREATE TABLE calendar_cell (
        account_id TEXT NOT NULL CONSTRAINT calendar_cell_account REFERENCES account (id) ON DELETE CASCADE,
        cell BIGINT NOT NULL,
        lesson_id TEXT NOT NULL CONSTRAINT calendar_cell_lesson REFERENCES lesson (id) ON DELETE CASCADE,
        booking_id TEXT CONSTRAINT calendar_cell_booking REFERENCES booking (id) ON DELETE CASCADE,
        CONSTRAINT one_per_cell PRIMARY KEY (account_id, cell)
    )",
    "CREATE INDEX calendar_cell_by_lesson ON calendar_cell (lesson_id)",
    "CREATE INDEX calendar_cell_by_booking ON calendar_cell (booking_id)",
    "CREATE TABLE booking_event (
        booking_id TEXT NOT NULL CONSTRAINT booking_event_booking REFERENCES booking (id) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        kind TEXT NOT NULL,
        at BIGINT NOT NULL,
        party TEXT,
        starts_at BIGINT NOT NULL,
        CONSTRAINT booking_event_pk PRIMARY KEY (booking_id, position)
    )",
    "CREATE TABLE lesson_line (
        lesson_id TEXT NOT NULL CONSTRAINT lesson_line_lesson REFERENCES lesson (id) ON DELETE CASCADE,
        student_id TEXT NOT NULL CONSTRAINT lesson_line_student REFERENCES account (id) ON DELETE CASCADE,
        zone TEXT NOT NULL,
        joined_at BIGINT NOT NULL,
        CONSTRAINT lesson_line_pk PRIMARY KEY (lesson_id, student_id)
    )",
    "CREATE TABLE reminder (
        booking_id TEXT NOT NULL CONSTRAINT reminder_booking REFERENCES booking (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        done_at BIGINT,
        CONSTRAINT reminder_pk PRIMARY KEY (booking_id, kind)
    )",
    "CREATE INDEX reminder_due ON reminder (due_at) WHERE done_at IS NULL",
    "CREATE TABLE review (
        booking_id TEXT NOT NULL CONSTRAINT review_pk PRIMARY KEY
            CONSTRAINT review_booking REFERENCES booking (id) ON DELETE CASCADE,
        stars BIGINT NOT NULL CONSTRAINT review_stars CHECK (stars BETWEEN 1 AND 5),
        text TEXT NOT NULL,
        written_at BIGINT NOT NULL,
        reply TEXT,
        replied_at BIGINT,
        reported_at BIGINT
    )",
    // What a key of a caller led to: a call that is repeated takes effect once (INV-A2).
    "CREATE TABLE idempotency (
        account_id TEXT NOT NULL CONSTRAINT idempotency_account REFERENCES account (id) ON DELETE CASCADE,
        request_key TEXT NOT NULL,
        request_digest TEXT NOT NULL,
        booking_id TEXT NOT NULL CONSTRAINT idempotency_booking REFERENCES booking (id) ON DELETE CASCADE,
        created_at BIGINT NOT NULL,
        CONSTRAINT one_effect PRIMARY KEY (account_id, request_key)
    )",
    "CREATE TABLE calendar_feed (
        account_id TEXT NOT NULL CONSTRAINT calendar_feed_pk PRIMARY KEY
            CONSTRAINT calendar_feed_account REFERENCES account (id) ON DELETE CASCADE,
        key_digest TEXT NOT NULL CONSTRAINT calendar_feed_key_unique UNIQUE,
        created_at BIGINT NOT NULL
    )",
], down: [
    "calendar_feed", "idempotency", "review", "reminder", "lesson_line", "booking_event", "calendar_cell", "booking",
    "lesson", "course", "demo_account", "teacher",
]);
