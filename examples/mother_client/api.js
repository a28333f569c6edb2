// The public API with a session token, as a phone app uses it. Errors are problem documents (RFC 9457).
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.message || problem.detail || problem.title || `HTTP ${status}`);
    Object.assign(this, { status, problem });
  }
}

export function createApi({ server, token = null }) {
  async function ask(method, path, body, { type = "application/json" } = {}) {
    const headers = { Accept: "application/json" };
    if (token) headers["X-Session-Token"] = token;
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers["Content-Type"] = type;
    const sent = body === undefined || isForm || type !== "application/json" ? body : JSON.stringify(body);
    const answer = await fetch(server + path, { method, headers, body: sent });
    const text = await answer.text();
    const content = text ? JSON.parse(text) : null;
    if (!answer.ok) throw new Refused(answer.status, content ?? {});
    return content;
  }
  return {
    server,
    get token() { return token; },
    ask,
    get: (path) => ask("GET", path),
    post: (path, body) => ask("POST", path, body),
    async signIn(email, password) {
      const said = await ask("POST", "/api/auth/app/v1/auth/login", { email, password });
      token = said.meta.session_token;
      return token;
    },
    absolute: (url) => new URL(url, server).href,
  };
}
