// The other side of the reading cases: what any program needs at least to have the list, and nothing more.

/** Taken before anything of ours stands in front of it. */
const bareFetch = globalThis.fetch;

export interface BareTarget {
  readonly port: number;
  readonly channelId: string;
  readonly token: string;
}

/** Follows the list with `fetch` and `JSON.parse` to its end. Resolves to the rows and requests it saw. */
export async function readBare({ port, channelId, token }: BareTarget): Promise<{ rows: number; requests: number }> {
  const headers = { 'Client-Id': 'test-client', Authorization: `Bearer ${token}` };
  const base = `http://127.0.0.1:${port}/mock/moderation/banned?broadcaster_id=${channelId}&first=100`;
  let rows = 0;
  let requests = 0;
  for (let cursor = ''; ;) {
    const response = await bareFetch(cursor === '' ? base : `${base}&after=${cursor}`, { headers });
    const page = JSON.parse(await response.text()) as { data: unknown[]; pagination: { cursor?: string } };
    if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
    rows += page.data.length;
    requests += 1;
    if (page.pagination.cursor === undefined) return { rows, requests };
    cursor = page.pagination.cursor;
  }
}
