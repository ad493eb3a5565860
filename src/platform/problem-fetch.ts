/**
 * fetch for the typed client: it reads application/json only, and a refusal is application/problem+json (RFC 9457).
 * Browser-safe.
 */
export async function problemFetch(request: Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(request, init)
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers: { 'content-type': 'application/json' },
  })
}
