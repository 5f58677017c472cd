/** An error that was found in a log, counted: the Action finds it, and the App makes a production error of it. */
export interface LoggedError {
  /** What makes two of them the same. */
  print: string;
  title: string;
  level: 'warning' | 'error' | 'critical';
  count: number;
  /** One of them, as it stands there. */
  sample: string;
  /** When the first and the last were written, in ISO 8601; null: their lines do not say so. */
  first: string | null;
  last: string | null;
}
