"""Reads a calendar from standard input and prints what is in it as JSON: its method, and every lesson.

Times are Unix seconds. Whatever the text does wrong is an error here, and not passed over.
"""

import json
import sys

from icalendar import Calendar


def lesson(event):
    """One lesson, by the names that the journeys use."""
    return {
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "startsAt": int(event.decoded("DTSTART").timestamp()),
        "endsAt": int(event.decoded("DTEND").timestamp()),
        "summary": str(event["SUMMARY"]),
    }


def main():
    calendar = Calendar.from_ical(sys.stdin.buffer.read().decode("utf-8"))
    events = calendar.walk("VEVENT")
    wrong = [error for event in events for error in event.errors] + calendar.errors
    if wrong:
        sys.exit(f"not a sound calendar: {wrong}")
    json.dump({"method": str(calendar["METHOD"]), "lessons": [lesson(event) for event in events]}, sys.stdout)


main()
