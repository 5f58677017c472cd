export const latest = (first: Date, ...more: Date[]): Date => more.reduce((last, one) => (one > last ? one : last), first);

export const earliest = (first: Date, ...more: Date[]): Date => more.reduce((first, one) => (one < first ? one : first), first);
