import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { serviceIn, upload } from './artifact.ts';

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const token = jwt({ scp: 'Actions.GenericRead:00 Actions.Results:run-1:job-2 Actions.UploadArtifacts:00' });

test('the token of a job names its run', () => {
  expect(serviceIn({ ACTIONS_RESULTS_URL: 'https://results.example.org/deep/', ACTIONS_RUNTIME_TOKEN: token })).toEqual({
    url: 'https://results.example.org',
    token,
    run: 'run-1',
    job: 'job-2',
  });
});

test.each([
  ['nothing', {}],
  ['no address', { ACTIONS_RUNTIME_TOKEN: token }],
  ['no token', { ACTIONS_RESULTS_URL: 'https://results.example.org' }],
  ['no JWT', { ACTIONS_RESULTS_URL: 'https://results.example.org', ACTIONS_RUNTIME_TOKEN: 'abc' }],
  ['other claims', { ACTIONS_RESULTS_URL: 'https://results.example.org', ACTIONS_RUNTIME_TOKEN: jwt({ scp: 7 }) }],
  [
    'other scopes',
    { ACTIONS_RESULTS_URL: 'https://results.example.org', ACTIONS_RUNTIME_TOKEN: jwt({ scp: 'Actions.Results:one' }) },
  ],
])('without a service there is none: %s', (_what, env) => {
  expect(serviceIn(env)).toBeNull();
});

/** Answers these, one after the other; tells what it was asked. */
async function answering(...answers: (number | 'reset' | string)[]) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url?.split('/').at(-1)}`);
    await buffer(request);
    const answer = answers.shift() ?? 500;
    if (answer === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    const text = typeof answer === 'number' ? '{"msg":"no"}' : answer.replaceAll('HERE', url);
    response.writeHead(typeof answer === 'number' ? answer : 200).end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const artifact = { name: 'shipmate-report', files: { 'report.md': 'fine' }, taken: 'give up' as const };
  const said = await upload({ url, token, run: 'run-1', job: 'job-2' }, artifact, 0).then(
    () => 'done',
    (error: Error) => error.message,
  );
  server.closeAllConnections();
  server.close();
  return { asked, said };
}

const made = '{"ok":true,"signed_upload_url":"HERE/blob"}';

test('breaking and hanging up are tried again, three times in all', async () => {
  expect(await answering(502, 'reset', made, 503, '', '{"ok":true}')).toEqual({
    said: 'done',
    asked: [...Array(3).fill('POST CreateArtifact'), 'PUT blob', 'PUT blob', 'POST FinalizeArtifact'],
  });
  expect(await answering(502, 502, 502)).toMatchObject({ said: 'CreateArtifact answers 502: no' });
});

test('a refusal is none to try again', async () => {
  expect(await answering(403)).toEqual({ said: 'CreateArtifact answers 403: no', asked: ['POST CreateArtifact'] });
  expect(await answering(409)).toMatchObject({ said: 'CreateArtifact answers 409: no' });
  expect(await answering(made, 403)).toMatchObject({ said: 'the store of artifacts answers 403' });
});

test('an answer that makes no sense is one', async () => {
  expect((await answering('<html>')).said).toContain('not valid JSON');
  expect((await answering('{"ok":false}')).said).toContain('signed_upload_url');
});
