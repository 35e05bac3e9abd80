// Clients that are not ours: the flows of the source systems by grpcio over TLS, with the server's certificate, and REST by
// what is generated from its description.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const FLOWS = resolve(import.meta.dirname, '../python/flows.py');
const GENERATED = resolve(import.meta.dirname, '../python/generated.py');
const PYTHONPATH = process.env.PYTHONPATH ?? resolve(import.meta.dirname, '../../target/python');

const certificate = (server: Server) => join(server.folder, 'tls/certificate.pem');

async function python(...words: string[]): Promise<string[]> {
  const env = { ...process.env, PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1', GRPC_VERBOSITY: 'NONE' };
  const { stdout } = await promisify(execFile)('python3', words, { env });
  return stdout.trim().split('\n');
}

test('a generated client of REST signs in, stores, lists, downloads, deletes and signs out', async ({ server }) => {
  test.setTimeout(120_000);
  const flows = ['generated: Skyshard', 'signed in', 'files', 'signed out'];
  expect(await python(GENERATED, `localhost:${server.port}`)).toEqual(flows);
});

test.describe('over TLS', () => {
  test.use({ settings: ['--tls'] });

  test('grpcio does what the scripts of the source systems did', async ({ server }) => {
    test.setTimeout(120_000);
    const another = await Server.start(['--tls']);
    try {
      const words = [`localhost:${server.port}`, certificate(server), certificate(another)];
      expect(await python(FLOWS, ...words)).toEqual(['S0: calculator', 'S1: files', 'S2: patterns', 'strangers']);
    } finally {
      await another.dispose();
    }
  });
});
