// The clock of the screen goes on between two refreshes.
const clock = document.getElementById("clock");
if (clock) {
  const offset = new Date(clock.dateTime).getTime() - Date.now();
  const format = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
  setInterval(() => { clock.textContent = format.format(Date.now() + offset); }, 1000);
}
