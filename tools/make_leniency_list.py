"""Fill the demonstration's lists up to 846 rows over 23 offices: made-up offences, standards and rows, marked `synthetic`.

    python tools/make_leniency_list.py packs/panjin-demo

Rows that are not synthetic are kept as they stand, so that one edits them by hand; the others are made anew, always the
same ones. The made-up rows cite a made-up document, never a real law.
"""

import csv
import random
import sys
from pathlib import Path

TOTAL = 846
SEED = 20210809
LISTED_FROM = "2021-08-09"  # the day the city published its plan for lenient enforcement
DRAFTED_FROM = "2016-01-01"
DOCUMENT = "盘锦市行政处罚裁量基准（示例）"

OFFICES = {  # office: (short, field, things that its offences are about)
    "pj-scjgj": ("sc", "市场监管", "食品进货查验记录 价格标签 计量器具检定标识 特种设备使用登记标志 广告发布台账 网店主体信息 合同格式条款"),
    "pj-gaj": ("ga", "治安管理", "旅馆住宿登记 印章刻制记录 废旧金属收购台账 流动人口信息 单位内部保卫制度 技防设施运行记录"),
    "pj-jtj": ("jt", "交通运输", "道路运输证 车辆维护记录 客运站公示牌 货运源头登记表 维修工时定额 驾驶员培训教学日志 网约车运营记录"),
    "pj-sthjj": ("hj", "生态环境", "排污台账 自动监测运行记录 噪声防治措施 扬尘覆盖措施 危险废物转移联单 油气回收记录 应急预案备案"),
    "pj-csgl": ("cg", "城市管理", "店招牌匾 建筑垃圾运输资料 餐厨垃圾交付记录 门前环境卫生 临时占道手续 绿化养护标识 户外广告维护记录"),
    "pj-swj": ("sw", "税务", "税务登记变更 发票使用登记簿 财务会计制度备案 关联业务资料 代开发票资料"),
    "pj-zjj": ("zj", "住房建设", "施工许可公示牌 房屋租赁备案 物业收费公示 预售资金台账 燃气安检记录 工程质量检测资料 装修登记"),
    "pj-zrzyj": ("zr", "自然资源", "测绘成果汇交资料 矿产资源统计表 土地复垦方案 地质资料汇交 临时用地标志 不动产测绘记录"),
    "pj-lcj": ("lc", "林业湿地", "木材经营台账 苗木检疫标签 湿地保护标牌 野生动物养殖记录 森林防火措施 林木种子档案"),
    "pj-nyj": ("ny", "农业农村", "农药经营台账 种子标签 兽药购销记录 动物防疫档案 饲料产品标签 农机牌证 渔业捕捞日志"),
    "pj-slj": ("sl", "水利", "取水计量设施 取水许可公示 水土保持监测资料 河道采砂记录 节水设施 水资源费申报表"),
    "pj-wjw": ("wj", "卫生健康", "医疗废物登记 卫生许可证公示 消毒记录 从业人员健康档案 职业病危害告知 处方保存 放射防护标志"),
    "pj-yjglj": ("yj", "应急管理", "安全培训记录 应急预案演练记录 隐患排查台账 安全警示标志 危险化学品出入库登记 劳动防护用品发放记录"),
    "pj-xfj": ("xf", "消防", "消防器材标识 疏散指示标志 消防控制室值班记录 消防安全培训记录 建筑消防设施检测记录 消防车通道标线"),
    "pj-wlj": ("wl", "文化旅游", "旅行社业务档案 导游委派记录 娱乐场所警示标志 互联网上网登记 演出备案 出版物进销记录 文物保护标志"),
    "pj-jyj": ("jy", "教育", "校外培训公示 办学许可变更 收费项目公示 招生简章备案 校车使用记录 教师资质公示"),
    "pj-rsj": ("rs", "人力社保", "劳动用工备案 工资支付台账 职业中介服务台账 社会保险登记变更 工时公示 劳务派遣年度报告"),
    "pj-ybj": ("yb", "医疗保障", "医保结算资料 药品进销存台账 定点标识 费用清单 参保信息变更"),
    "pj-mzj": ("mz", "民政", "社会组织年度报告 养老机构备案 地名标志 殡葬服务收费公示 慈善募捐信息"),
    "pj-swuj": ("su", "商务", "单用途预付卡备案 二手车交易资料 成品油零售台账 家政服务档案 美容美发服务公示 拍卖业务资料"),
    "pj-ycj": ("yc", "烟草", "烟草零售许可证 卷烟明码标价 禁止向未成年人售烟标志 零售点变更 卷烟进货凭证"),
    "pj-qxj": ("qx", "气象", "防雷装置检测记录 气象资料使用 施放气球作业记录 气象设施保护标志"),
    "pj-fgw": ("fg", "发展改革", "节能审查资料 能源计量台账 粮食收购台账 项目开工信息 石油天然气管道标志"),
}  # fmt: skip
SLIPS = (
    "未按规定公示{}", "未按规定保存{}", "未按规定更新{}", "未按规定报送{}", "未按规定建立{}", "未按规定设置、维护{}",
    "{}填写不完整", "{}内容与实际不一致且未及时更正",
)  # fmt: skip
EXCLUDED = "发生在突发事件应对期间", "造成人员伤害", "弄虚作假"
MINOR = (
    "slight; corrected; harm(none)",
    "slight; corrected(spot); harm(none)",
    "slight; corrected(5wd); harm(none)",
    "months_overdue<=3; corrected(10d); harm(none)",
    "places<=2; corrected(spot); harm(none); cooperative",
    "slight; corrected(7d); harm(none); unless({})",
)
FIRST = (
    "first(24mo); harm(slight); corrected",
    "first(12mo); harm(slight); corrected(5wd)",
    "first(24mo,field); harm(slight); corrected; cooperative",
    "first(year); harm(slight); corrected(10d); no_gain",
    "first(24mo); harm(slight); corrected; unless({})",
)
LIGHT = ("voluntary; cooperative; harm(slight)", "corrected; cooperative; harm(slight); value_yuan<=5000")
REDUCED = ("grounds(32); corrected; harm(slight)", "voluntary; harm(none); value_yuan<=1000")
SPARED = ("slight; corrected(spot); cooperative", "slight; harm(none); promised")
KINDS = {"minor": (MINOR, 40), "first": (FIRST, 34), "mitigate_light": (LIGHT, 10), "mitigate": (REDUCED, 8),
         "no_coercion": (SPARED, 8)}  # fmt: skip


def main(folder: Path) -> None:
    offences, listed = real(folder / "offences.csv"), real(folder / "leniency.csv")
    chance = random.Random(SEED)
    acts = slips(chance)
    slips_made, rows_made = make(acts, TOTAL - len(listed), chance)
    offences += slips_made
    listed += rows_made
    write(folder / "offences.csv", offences)
    write(folder / "leniency.csv", listed)
    write(folder / "discretion.csv", [standard(one) for one in offences])


def real(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["synthetic"] != "1"]


def slips(chance: random.Random) -> list[tuple[str, str, str, str]]:
    """Office, code, field and act of every made-up offence, one office after the other in turn."""
    by_office = []
    for office, (short, field, things) in OFFICES.items():
        acts = [slip.format(thing) for thing in things.split() for slip in SLIPS]
        chance.shuffle(acts)
        by_office.append([(office, f"{short}-{n}", field, act) for n, act in enumerate(acts, 101)])
    longest = max(len(acts) for acts in by_office)
    return [acts[n] for n in range(longest) for acts in by_office if n < len(acts)]


def make(
    acts: list[tuple[str, str, str, str]], wanted: int, chance: random.Random
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    offences: list[dict[str, str]] = []
    listed: list[dict[str, str]] = []
    for office, code, field, act in acts:
        if len(listed) >= wanted:
            break
        offences.append(offence(code, field, act, chance))
        kinds = chance.choices(list(KINDS), [weight for _, weight in KINDS.values()], k=chance.choice((1, 1, 2)))
        listed += [row(office, code, kind, chance) for kind in dict.fromkeys(kinds)]
    return offences, sorted(listed[:wanted], key=lambda one: (one["office"], one["code"]))


def offence(code: str, field: str, act: str, chance: random.Random) -> dict[str, str]:
    law, article = f"{field}管理规定（示例）", chance.randrange(8, 40)
    protects = "life" if field in ("消防", "应急管理") else "health" if field == "卫生健康" else ""
    return {
        "code": code, "field": field, "act": act, "duty": f"{law} 第{article}条",
        "penalty": f"{law} 第{article + 20}条", "protects": protects,
        "max_yuan": str(chance.choice((1000, 3000, 5000, 10000, 30000))), "valid_from": DRAFTED_FROM, "synthetic": "1",
    }  # fmt: skip


def row(office: str, code: str, kind: str, chance: random.Random) -> dict[str, str]:
    conditions = chance.choice(KINDS[kind][0]).format(chance.choice(EXCLUDED))
    measures = ["correct", "educate", *(["talk"] if chance.random() < 0.2 else [])]
    measures += ["promise"] if "promised" in conditions or chance.random() < 0.3 else []
    reduced = {"person_below": "20000", "organisation_below": "100000"} if kind == "mitigate" else {}
    return {
        "code": f"qd-{code}-{kind.replace('_', '-')}", "office": office, "offence": code, "kind": kind,
        "conditions": conditions, "measures": "; ".join(measures), "level": chance.choice(("3", "3; 4", "3; 4")),
        "valid_from": LISTED_FROM, "place": "盘锦（示例）", "source": "示例清单，非官方数据", "synthetic": "1", **reduced,
    }  # fmt: skip


def standard(one: dict[str, str]) -> dict[str, str]:
    """A standard for every offence, below its ceiling where that is known. All standards are made up."""
    ceiling = int(one.get("max_yuan") or 5000)
    grave, ordinary, light = (max(1, ceiling * part // 100) for part in (80, 40, 10))
    return {
        "code": f"cl-{one['code']}", "offence": one["code"], "document": DOCUMENT, "published_on": LISTED_FROM,
        "person_light": str(light * 50), "person_ordinary": str(ordinary * 50), "person_grave": str(grave * 50),
        "organisation_light": str(light * 100), "organisation_ordinary": str(ordinary * 100),
        "organisation_grave": str(grave * 100), "valid_from": max(LISTED_FROM, one["valid_from"]),
        "valid_to": one.get("valid_to", ""), "synthetic": "1",
    }  # fmt: skip


COLUMNS = {
    "offences.csv": "code field act duty penalty protects max_yuan strict valid_from valid_to replaced_by synthetic",
    "leniency.csv": "code office offence kind conditions measures person_below organisation_below level valid_from"
    " valid_to place source note synthetic",
    "discretion.csv": "code offence document published_on person_light person_ordinary person_grave"
    " organisation_light organisation_ordinary organisation_grave valid_from valid_to synthetic",
}


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS[path.name].split(), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
