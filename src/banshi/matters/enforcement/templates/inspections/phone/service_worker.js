// Keeps one's own check forms for a working day, so that they open without a network. Nothing of them outlives it.
const CACHE = "banshi-visits";
const HOURS = 12;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request) {
  const answer = await fetch(request);
  const cache = await caches.open(CACHE);
  if (answer.ok && !answer.redirected) {
    await cache.put(request.url, answer.clone());
  } else if (new URL(request.url).pathname.startsWith("/desk/")) {
    await caches.delete(CACHE); // logged out, or somebody else's: nothing stays on the telephone
  }
  return answer;
}

async function kept(request) {
  const found = await (await caches.open(CACHE)).match(request.url);
  const made = found && Date.parse(found.headers.get("Date"));
  return found && Date.now() - made < HOURS * 3600 * 1000 ? found : Response.error();
}

self.addEventListener("fetch", (event) => {
  const request = event.request, path = new URL(request.url).pathname;
  const page = path.startsWith("/desk/inspections/visits/") && !path.endsWith(".js");
  if (request.method === "GET" && (page || path.startsWith("/static/"))) {
    event.respondWith(fresh(request).catch(() => kept(request)));
  }
});
