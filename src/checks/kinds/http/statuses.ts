/** Which statuses are meant: `200`, `2xx`, `200-204`. */
export type Status = number | string;

export const isOf = (status: number, wanted: Status[]): boolean =>
  wanted.some(one => {
    const [from, to] = range(String(one));
    return from <= status && status <= to;
  });

function range(said: string): [number, number] {
  const [first = '', last = first] = said.split('-');
  return [Number(first.replaceAll('x', '0')), Number(last.replaceAll('x', '9'))];
}

/** "200, 201 or 2xx". */
export const statusesSaid = (wanted: Status[]): string =>
  wanted.length < 2 ? wanted.join('') : `${wanted.slice(0, -1).join(', ')} or ${wanted.at(-1)}`;
