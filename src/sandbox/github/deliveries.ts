/** One attempt to hand a webhook over, as the App's delivery log keeps it. */
export interface Delivery {
  id: number;
  guid: string;
  deliveredAt: Date;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  event: string;
  action: string | null;
  installation: number | null;
  repository: number | null;
  url: string | null;
  headers: Record<string, string>;
  /** The very bytes that were signed. */
  body: string;
  response: { headers: Record<string, string>; body: string } | null;
}
