// Shows pushed notices while no page is open. It keeps nothing, answers no page, and opens addresses of this site only.
addEventListener("push", (event) => event.waitUntil(show(event.data)));
addEventListener("notificationclick", (event) => event.waitUntil(act(event)));

async function show(data) {
  let said = {};
  try {
    said = data.json();
  } catch { /* nothing readable came: browsers want to see a notice all the same */ }
  const { text = "Eine Mitteilung wartet.", tag = "n", stop, stop_label: stopLabel = "Keine mehr auf diesem Gerät" } = said;
  await registration.showNotification("Handschlag", {
    body: text,
    tag,
    lang: "de",
    data: { url: ours(said.url), stop },
    actions: stop ? [{ action: "stop", title: stopLabel }] : [],
  });
}

async function act({ notification, action }) {
  const { url, stop } = notification.data;
  notification.close();
  if (action === "stop") return end(stop);
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => page.url === url);
  return open ? open.focus() : clients.openWindow(url);
}

// One click: the browser forgets its address, and we forget it too.
async function end(stop) {
  const subscription = await registration.pushManager.getSubscription();
  await Promise.all([subscription?.unsubscribe(), fetch(ours(stop), { method: "POST", credentials: "omit" })]);
}

function ours(path) {
  const here = location.origin;
  const there = new URL(path ?? "/nachrichten/mitteilungen/", here);
  return there.origin === here ? there.href : `${here}/nachrichten/mitteilungen/`;
}
