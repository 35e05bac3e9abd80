// A real SMTP server that keeps what it is sent.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const MAIL_WITHIN_MS = 20_000;

export interface Mail {
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly raw: string;
  /** The same with soft line breaks undone, for reading. */
  readonly text: string;
}

export class Mailbox {
  private readonly mails: Mail[] = [];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<Mailbox> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map((recipient) => recipient.address);
          const raw = Buffer.concat(parts).toString('utf8');
          mailbox.receive({ to, raw, text: raw.replace(/=\r?\n/g, '') });
          done();
        });
      },
    });
    const mailbox = new Mailbox(server);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return mailbox;
  }

  /** What `skyshard serve --smtp` is given. */
  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The first mail to an address whose subject begins like this, waited for. */
  async mailTo(address: string, subject = ''): Promise<Mail> {
    const find = () => this.mails.find(({ to, text }) => to.includes(address) && text.includes(`\nSubject: ${subject}`));
    const here = find();
    if (here) return here;
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`no mail "${subject}" to ${address} came`)), MAIL_WITHIN_MS);
      const listener = () => {
        const mail = find();
        if (!mail) return;
        clearTimeout(timer);
        this.listeners.delete(listener);
        done(mail);
      };
      this.listeners.add(listener);
    });
  }

  /** The codes, and what comes behind the # of links, in all mails so far. */
  get secrets(): string[] {
    return this.mails.flatMap((mail) => [...codesIn(mail), ...[...mail.text.matchAll(/https?:\/\/\S+#([\w-]+)/g)].map(([, secret]) => secret ?? '')]);
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private receive(mail: Mail): void {
    this.mails.push(mail);
    for (const listener of this.listeners) listener();
  }
}

/** The six digits of a mailed code. */
export function codeIn(mail: Mail): string {
  const [code] = codesIn(mail);
  if (!code) throw new Error(`a mail without a code:\n${mail.text}`);
  return code;
}

function codesIn(mail: Mail): string[] {
  const body = mail.text.slice(mail.text.search(/\r?\n\r?\n/));
  const whole = /(?<!\d)(\d{6})(?!\d)/.exec(body)?.[1] ?? /(?<!\d)(\d{3}) (\d{3})(?!\d)/.exec(body)?.slice(1).join('');
  return whole === undefined ? [] : [whole];
}

/** What a mail asks a calendar program for, "REQUEST" or "CANCEL", and the calendar with it: the other face of its text. */
export function invitationIn({ raw }: Mail): { method: string; calendar: string } {
  const boundary = /^Content-Type: multipart\/alternative;\s+boundary="([^"]+)"/im.exec(raw)?.[1];
  const part = raw.split(`--${boundary}`).find((part) => /^Content-Type: text\/calendar/im.test(part));
  if (!boundary || !part) throw new Error(`a mail without an invitation:\n${raw}`);
  const [head, ...body] = part.split('\r\n\r\n') as [string, ...string[]];
  const method = /method=(\w+)/i.exec(head)?.[1] ?? '';
  const encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1] ?? '7bit';
  return { method, calendar: decoded(body.join('\r\n\r\n').replace(/\r\n$/, ''), encoding) };
}

function decoded(body: string, encoding: string): string {
  switch (encoding) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return body;
  }
}
