// Draws every [data-chart] from its JSON; the table beside it stays for readers without script or sight.
(function () {
  "use strict";
  var charts = [];

  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function series(spec, at) {
    return {
      name: spec.columns[at + 1], type: spec.kind === "line" ? "line" : "bar", stack: spec.kind === "stack" ? "all" : undefined,
      data: spec.rows.map(function (row) { return row[at + 1]; }), barMaxWidth: 36, symbolSize: 7
    };
  }

  function draw(box) {
    var spec = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    var many = spec.columns.length > 2;
    var chart = charts.find(function (known) { return known.getDom() === box; }) || window.echarts.init(box, null, { renderer: "canvas" });
    if (charts.indexOf(chart) < 0) { charts.push(chart); }
    chart.setOption({
      color: [token("--reed"), token("--accent"), token("--warn"), token("--info"), token("--line-strong")],
      textStyle: { fontFamily: token("--sans"), color: token("--ink") },
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      tooltip: { trigger: "axis", renderMode: "richText" },
      legend: { show: many, bottom: 0, textStyle: { color: token("--ink") } },
      grid: { left: 8, right: 16, top: 16, bottom: many ? 40 : 8, containLabel: true },
      xAxis: { type: "category", data: spec.rows.map(function (row) { return row[0]; }), axisLabel: { color: token("--ink-2") }, axisLine: { lineStyle: { color: token("--line-strong") } } },
      yAxis: { type: "value", axisLabel: { color: token("--ink-2") }, splitLine: { lineStyle: { color: token("--line") } } },
      series: spec.columns.slice(1).map(function (_name, at) { return series(spec, at); })
    }, true);
  }

  function all() { if (window.echarts) { document.querySelectorAll("[data-chart]").forEach(draw); } }
  all();
  window.addEventListener("resize", function () { charts.forEach(function (chart) { chart.resize(); }); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  document.addEventListener("htmx:load", all);
})();
