/** GitHub says no: thrown anywhere, answered in GitHub's shape. */
export interface FieldError {
  resource: string;
  field: string;
  code: string;
  message?: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly errors: FieldError[] | string[];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { errors?: FieldError[] | string[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const forbidden = (): Refusal => new Refusal(403, 'Resource not accessible by integration');
export const withoutIssues = (): Refusal => new Refusal(410, 'Issues are disabled for this repo');
export const archived = (): Refusal => new Refusal(403, 'Repository was archived so is read-only.');
