// The flows of the source systems by a client that is not ours: grpcio over TLS, with the server's certificate.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Server } from '../harness/server.ts';
import { expect, test } from '../harness/test.ts';

const FLOWS = resolve(import.meta.dirname, '../python/flows.py');
const PYTHONPATH = process.env.PYTHONPATH ?? resolve(import.meta.dirname, '../../target/python');

const certificate = (server: Server) => join(server.folder, 'tls/certificate.pem');

test.use({ settings: ['--tls'] });

test('grpcio does what the scripts of the source systems did', async ({ server }) => {
  test.setTimeout(120_000);
  const another = await Server.start(['--tls']);
  try {
    const words = [FLOWS, `localhost:${server.port}`, certificate(server), certificate(another)];
    const env = { ...process.env, PYTHONPATH, PYTHONDONTWRITEBYTECODE: '1', GRPC_VERBOSITY: 'NONE' };
    const { stdout } = await promisify(execFile)('python3', words, { env });
    expect(stdout.trim().split('\n')).toEqual(['S0: calculator', 'S1: files', 'S2: patterns', 'strangers']);
  } finally {
    await another.dispose();
  }
});
