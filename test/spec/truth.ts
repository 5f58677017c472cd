import type { Answering, Asking, Truth } from '../../src/sandbox/github/truth.ts';
import { Checker, type Wrong } from './check.ts';
import { type Fields, fields, type Json, list } from './cut.ts';
import { undescribed } from './extract.ts';
import { Extract } from './extracted.ts';

/** GitHub's descriptions, as the box asks them. */
export function describedTruth(api = new Extract('api'), webhooks = new Extract('webhooks')): Truth {
  const [ofApi, ofWebhooks] = [new Checker(api), new Checker(webhooks)];
  const inWords = (about: string, wrong: Wrong[]) => wrong.map(({ at, what }) => `${about}: ${at === '' ? 'it' : at} ${what}`);
  return {
    request(asked) {
      if (undescribed.includes(asked.route)) return [];
      const operation = fields(api.of(asked.route));
      return [
        ...inWords(`${asked.route} is asked`, parameters(ofApi, api, operation, asked)),
        ...inWords(`${asked.route} is sent`, sent(ofApi, operation, asked.body)),
      ];
    },
    answer(given) {
      if (undescribed.includes(given.route)) return [];
      return inWords(`${given.route} answers ${given.status}`, answered(ofApi, fields(api.of(given.route)), given));
    },
    webhook(event, action, body) {
      const name = action === null ? event : `${event}.${action}`;
      if (!webhooks.has(name)) return [`the webhook ${name} is none of GitHub's`];
      return inWords(`the webhook ${name}`, ofWebhooks.check(webhooks.of(name), JSON.parse(body)));
    },
  };
}

function parameters(checker: Checker, api: Extract, operation: Fields, { params, query }: Asking): Wrong[] {
  const known = Object.entries(fields(operation.parameters)).map(([name, said]): Fields & { name: string } => ({
    ...fields(said),
    name,
  }));
  const unknown = [...query.keys()].filter(name => !known.some(one => one.in === 'query' && one.name === name));
  return [
    ...unknown.map(name => ({ at: '', what: `has the parameter ${name}, which GitHub does not name` })),
    ...known.flatMap(({ name, in: where, required, schema = true }) => {
      if (where === 'header') return [];
      const given = where === 'query' ? query.getAll(name) : [params[name] ?? []].flat();
      if (given.length === 0) return required === true ? [{ at: '', what: `lacks the parameter ${name}` }] : [];
      return checker.check(schema, read(api, schema, given)).map(wrong => ({ ...wrong, at: `${name}${wrong.at}` }));
    }),
  ];
}

/** What stands in an address is text; the description says what it is meant as. */
function read(api: Extract, schema: Json, given: string[]): unknown {
  const { type, oneOf } = api.at(schema);
  const [first = ''] = given;
  if (type === 'array') return given;
  const kinds = [type ?? list(oneOf).map(one => api.at(one).type ?? null)].flat();
  if (kinds.includes('integer') && /^-?\d+$/.test(first)) return Number(first);
  if (kinds.includes('boolean') && ['true', 'false'].includes(first)) return first === 'true';
  return first;
}

function sent(checker: Checker, operation: Fields, body: string): Wrong[] {
  const described = fields(operation.body)['application/json'];
  if (body === '') return [];
  if (described === undefined) return body === '{}' ? [] : [{ at: '', what: 'has a body, and GitHub reads none' }];
  try {
    return checker.check(described, JSON.parse(body));
  } catch {
    return [{ at: '', what: 'is no JSON' }];
  }
}

/** Refusals are described for few routes, though every route has them, and not always with what they say. All have one of these forms. */
const refusals: Json[] = [{ $ref: '#basic-error' }, { $ref: '#validation-error' }, { $ref: '#validation-error-simple' }];

function answered(checker: Checker, operation: Fields, { status, body }: Answering): Wrong[] {
  const described = fields(operation.answers)[String(status)];
  const json = fields(described)['application/json'];
  if (status >= 300) return body ? checker.check({ anyOf: [...(json ? [json] : []), ...refusals] }, JSON.parse(body)) : [];
  if (described === undefined) return [{ at: '', what: 'is not an answer that GitHub gives' }];
  if (body === null) return [];
  if (json === undefined) return body === '' ? [] : [{ at: '', what: `should have no body and has ${body.slice(0, 80)}` }];
  return body === '' ? [{ at: '', what: 'has no body' }] : checker.check(json, JSON.parse(body));
}
