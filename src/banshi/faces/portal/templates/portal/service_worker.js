// Keeps the looks of the site and one offline page. Pages themselves are never stored: they may speak of a person.
{% autoescape off %}const CACHE = "{{ cache }}";
const OFFLINE = "{{ offline }}";
const KEPT = [OFFLINE{% for path in kept %}, "{{ path }}"{% endfor %}];
{% endautoescape %}
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT.map((path) => new Request(path, { credentials: "omit" })))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") { return; }
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
    return;
  }
  const path = new URL(request.url).pathname;
  if (KEPT.includes(path) && path !== OFFLINE) {
    event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
  }
});
