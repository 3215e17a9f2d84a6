/**
 * Which web pages may talk to a host: those of its own origin, and those that are named.
 *
 * A browser says where a request comes from, and no page can make it lie. A request without an
 * origin is not a page's, and is left to `authorize`. Origins that are named get the CORS headers.
 */
import { HoldfastError } from '../core/errors.ts';

/** Origins that may ask beside the host's own, such as `https://app.example`. */
export type Origins = readonly string[];

/** Throws `origin_refused` for a page of another origin that is not named. */
export function demandOrigin(request: Request, origins: Origins): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (origin !== null && origins.includes(origin)) return;
  // Sec-Fetch-Site is right where the host's own name is not: behind a proxy that changes it.
  if (site === 'same-origin' || site === 'none') return;
  if (site === null && (origin === null || hostOf(origin) === new URL(request.url).host)) return;
  throw new HoldfastError('origin_refused', `pages of ${origin ?? 'another origin'} may not ask`);
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** The answer to a preflight; null when the request is none. */
export function preflight(request: Request, origins: Origins): Response | null {
  const isPreflight =
    request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
  if (!isPreflight) return null;
  demandOrigin(request, origins);
  const headers = new Headers({
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, last-event-id',
    'access-control-max-age': '600',
  });
  return allowOrigin(request, new Response(null, { status: 204, headers }), origins);
}

/** Lets a named origin read the answer. */
export function allowOrigin(request: Request, response: Response, origins: Origins): Response {
  if (origins.length === 0) return response;
  // A copy: the headers of a redirect, or of what `authorize` has fetched, can't be changed.
  const answer = new Response(response.body, response);
  answer.headers.append('vary', 'origin');
  const origin = request.headers.get('origin');
  if (origin === null || !origins.includes(origin)) return answer;
  answer.headers.set('access-control-allow-origin', origin);
  answer.headers.set('access-control-allow-credentials', 'true');
  answer.headers.set('access-control-expose-headers', 'retry-after');
  return answer;
}
