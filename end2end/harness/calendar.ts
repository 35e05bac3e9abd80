// Calendar files, read by three parsers that have nothing in common with each other or with the server: ical.js and
// node-ical from npm, icalendar from PyPI. What one of them reads otherwise than the others is a failure.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Locator, type Page, expect } from '@playwright/test';
import ICAL from 'ical.js';
import type { VCalendar, VEvent } from 'node-ical';

const { parseICS } = createRequire(import.meta.url)('node-ical') as typeof import('node-ical');
const READER = resolve(import.meta.dirname, '../python/read_calendar.py');
const PYTHONPATH = process.env.PYTHONPATH ?? resolve(import.meta.dirname, '../../target/python');

/** A lesson as calendar programs understand it; times are Unix seconds. */
export interface Lesson {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly summary: string;
}

export interface Calendar {
  readonly method: string;
  readonly lessons: readonly Lesson[];
}

/** What all three read. */
export function readCalendar(text: string): Calendar {
  const read = withIcalJs(text);
  expect(withNodeIcal(text), 'node-ical reads what ical.js reads').toEqual(read);
  expect(withPython(text), 'icalendar reads what ical.js reads').toEqual(read);
  return read;
}

/** The only lesson in a calendar. */
export function onlyLesson({ lessons }: Calendar): Lesson {
  expect(lessons).toHaveLength(1);
  return lessons[0] as Lesson;
}

/** The calendar behind a link, saved as a person would save it. */
export async function saveCalendar(page: Page, link: Locator): Promise<Calendar> {
  const started = page.waitForEvent('download');
  await link.click();
  const file = await started;
  expect(file.suggestedFilename()).toMatch(/^lesson-.*\.ics$/);
  return readCalendar(await readFile(await file.path(), 'utf8'));
}

function withIcalJs(text: string): Calendar {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const value = (component: InstanceType<typeof ICAL.Component>, name: string) => `${component.getFirstPropertyValue(name)}`;
  const lessons = calendar.getAllSubcomponents('vevent').map((component) => {
    const { uid, sequence, startDate, endDate, summary } = new ICAL.Event(component);
    const status = value(component, 'status');
    return { uid, sequence, status, startsAt: startDate.toUnixTime(), endsAt: endDate.toUnixTime(), summary };
  });
  return { method: value(calendar, 'method'), lessons };
}

function withNodeIcal(text: string): Calendar {
  const entries = Object.values(parseICS(text));
  const lessons = entries.filter((entry) => entry.type === 'VEVENT').map((event) => {
    const { uid, sequence, status, start, end, summary } = event as VEvent;
    return { uid, sequence: Number(sequence), status: `${status}`, startsAt: seconds(start), endsAt: seconds(end), summary };
  });
  const calendar = entries.find((entry) => entry.type === 'VCALENDAR') as VCalendar | undefined;
  return { method: `${calendar?.method}`, lessons };
}

function withPython(text: string): Calendar {
  return JSON.parse(execFileSync('python3', [READER], { input: text, encoding: 'utf8', env: { ...process.env, PYTHONPATH } }));
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
