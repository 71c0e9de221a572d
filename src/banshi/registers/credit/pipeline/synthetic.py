"""What synthetic deliveries are made of: invented names, units and what they report. Nobody is meant.

Every company carries one of the characters of MADE_UP in its name (样, 例, 拟 …), so that no name is a real company's.
Districts 211190–211197 and telephone numbers 154… are not allocated; hence no code and no number is anybody's.
"""

from dataclasses import dataclass


def _words(text: str) -> list[str]:
    return text.split()


UNITS = 59
CSV_UTF8, CSV_GB18030, JSON_LINES, EXCEL = range(50, 53), range(53, 56), range(56, 59), range(59, 60)
MOST_EXCEL_ROWS = 4_000
CHINESE = (52, 54, 58)  # units whose columns and words are Chinese
DATE_FORMATS = {
    51: "%Y/%m/%d",
    54: "%Y%m%d",
    55: "%Y年%m月%d日",
    57: "%Y.%m.%d",
}  # of units; the others write 2021-03-05

REGIONS = ["盘锦", "盘锦市", "盘锦市双台子区", "盘锦市兴隆台区", "盘锦市大洼区", "盘锦市盘山县"]
DISTRICTS = ["双台子区", "兴隆台区", "大洼区", "盘山县"]
MADE_UP = "样例拟仿试虚设演习模"
TRADE = (
    "宏远盛达鑫源恒泰华润康瑞祥和顺通安嘉诚信义利丰茂隆昌兴旺福禄寿喜乐天地海川江河湖泊山岳林森木金石玉珠宝"
    "春夏秋冬晨曦晓阳光明星辰月云风雷雨雪霜露竹梅兰菊松柏桐枫稻麦苇鹤雁鸿鹏鹰龙凤麒麟虎豹骏驰腾飞跃升"
)
INDUSTRIES = _words(
    "商贸 科技 建筑工程 建筑装饰 化工 石油装备 石油技术服务 新材料 机械制造 电子商务 物流 运输 仓储 农业发展 水产养殖 "
    "稻米加工 食品 餐饮管理 酒店管理 旅游 文化传媒 广告 教育咨询 企业管理 财务咨询 人力资源 物业服务 房地产开发 园林绿化 环保 "
    "医疗器械 医药 汽车销售 汽车维修 二手车 加油 能源 新能源 电力工程 通信工程 网络技术 软件开发 信息技术 印刷 包装 塑料制品 "
    "橡胶 家具 服装 纺织 五金 建材 混凝土 劳务 保安服务 保洁服务 家政服务 养老服务 口腔门诊 检测技术"
)
SHOPS = _words(
    "超市 便利店 饭店 小吃部 烧烤店 火锅店 面馆 早餐店 蛋糕店 水果店 蔬菜店 粮油店 海鲜店 茶庄 药房 眼镜店 服装店 鞋店 "
    "理发店 美容院 足疗店 洗车行 修理部 五金商店 建材经营部 电器商行 手机店 文具店 花店 宠物店 旅店 农资经营部 水产经营部 养殖场"
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏锺汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文德永春海燕雪晶莹欣怡佳琪雨涵子轩浩宇梓晨思远博文嘉俊"
    "鹏飞龙凯旋东升立新民生福财富贵宝成功利安康宁静淑珍琴凤云月秋冬夏青山林森木松柏竹兰菊荷莲花果香甜美好善良忠孝仁义礼智信"
    "金银铜铁石玉珠光辉耀星辰宏伟大长江河湖天地乾坤日朝阳"
)
ROADS = _words(
    "示例一路 示例二路 示例三路 示例大街 样本街 样本路 苇海路 鹤鸣街 稻香路 红滩街 油田路 石化街 双井路 河畔街 湿地路 "
    "观潮街 渔港路 蟹岛街 新工路 惠民街 泰和路 向荣街 迎宾示例路 工农示例街 府前示例街"
)


@dataclass(frozen=True)
class Profile:
    """What units of one sort report: the thousandths that are about organisations, and the kinds (repeated = frequent)."""

    organisations: int
    about_organisations: str
    about_people: str


PROFILES = {
    "market": Profile(
        700,
        "registration registration licence licence penalty inspection promise abnormal",
        "licence promise promise penalty",
    ),
    "tax": Profile(
        650, "compliance compliance levy levy penalty rating rating serious", "levy levy compliance penalty"
    ),
    "people": Profile(
        180,
        "licence confirmation inspection promise",
        "qualification benefit benefit licence confirmation contract penalty honour",
    ),
    "police": Profile(
        150, "licence inspection penalty coercion", "penalty penalty penalty licence confirmation qualification"
    ),
    "enforcing": Profile(
        550,
        "licence licence penalty inspection inspection promise coercion compensation",
        "penalty licence qualification promise",
    ),
    "utility": Profile(250, "contract contract contract promise", "contract contract contract promise"),
    "court": Profile(400, "judicial judicial judicial serious", "judicial judicial judicial serious"),
    "promoting": Profile(
        800,
        "reward honour rating voluntary promise confirmation contract inspection",
        "reward honour qualification voluntary",
    ),
    "finance": Profile(450, "contract rating judicial compliance penalty levy", "contract contract judicial ruling"),
}
SORTS = {
    "market": [1, 15, 16, 41, 42, 43, 44, 45, 46],
    "tax": [2, 51],
    "people": [4, 5, 13, 14, 21, 22, 33, 35, 36],
    "police": [3],
    "utility": [37, 38, 39, 40, 59],
    "court": [29, 47, 48],
    "promoting": [17, 18, 19, 20, 27, 28, 30, 54, 55, 56, 57, 58],
    "finance": [49, 50],
}  # every other unit is of the sort "enforcing"
PROFILE_OF = {number: PROFILES[sort] for sort, numbers in SORTS.items() for number in numbers}
LARGEST_FIRST = [
    *(1, 3, 7, 4, 2, 5, 13, 38, 14, 47, 26, 49, 15, 6, 16, 42, 43, 37, 10, 39, 40, 11, 41, 44, 22, 9, 8, 34, 21, 12),
    *(24, 29, 17, 33, 35, 20, 23, 45, 46, 27, 18, 30, 25, 48, 31, 19, 28, 32, 36),
]


def profile(unit: int) -> Profile:
    return PROFILE_OF.get(unit, PROFILES["enforcing"])


def weight(unit: int) -> float:
    """How many of sixty parts a unit delivers: 3.8 the largest, 0.4 the smallest; those that send text files 0.08."""
    if unit >= CSV_UTF8.start:
        return 0.08
    return 0.4 + 3.4 * (1 - LARGEST_FIRST.index(unit) / 48) ** 3.2


def sizes(rows: int) -> dict[int, int]:
    """How many rows each unit delivers; together exactly `rows`."""
    total = sum(weight(unit) for unit in range(1, UNITS + 1))
    shares = {unit: int(rows * weight(unit) / total) for unit in range(1, UNITS + 1)}
    shares[EXCEL.start] = min(shares[EXCEL.start], MOST_EXCEL_ROWS)
    shares[LARGEST_FIRST[0]] += rows - sum(shares.values())
    return shares


@dataclass(frozen=True)
class Kind:
    """How a record of one kind is written: its document number, whether it has an amount, how many years it holds."""

    code: str
    prefix: str
    amount: bool
    years: int
    contents: str


KINDS = [
    Kind(
        "registration",
        "登字",
        False,
        0,
        "设立登记 变更登记：住所 变更登记：经营范围 变更登记：法定代表人 备案：章程 年度报告已公示",
    ),
    Kind(
        "judicial",
        "执字",
        True,
        0,
        "有履行能力而拒不履行生效法律文书确定的义务 违反财产报告制度 民事判决已生效 终结本次执行",
    ),
    Kind(
        "licence", "许字", False, 4, "准予食品经营许可 准予道路运输经营许可 准予施工许可 准予延续 准予变更 准予排污许可"
    ),
    Kind(
        "penalty",
        "罚字",
        True,
        0,
        "警告 罚款：超范围经营 罚款：未按规定报送资料 罚款：占道经营 没收违法所得 责令停产停业",
    ),
    Kind("coercion", "强字", False, 0, "查封场所 扣押财物 加处滞纳金 冻结存款"),
    Kind("confirmation", "确字", False, 0, "资格确认 工伤认定 合同备案 高新技术企业认定"),
    Kind("levy", "征字", True, 0, "已足额缴纳 逾期缴纳 水资源费 城市维护建设税 欠缴"),
    Kind("benefit", "给字", True, 0, "最低生活保障金 失业保险金 稳岗补贴 创业补贴"),
    Kind("ruling", "裁字", False, 0, "权属争议裁决 补偿争议裁决"),
    Kind("compensation", "补字", True, 0, "征收补偿 临时占用补偿"),
    Kind("reward", "奖字", True, 0, "专精特新奖励 纳税贡献奖励 科技成果奖励 见义勇为奖励"),
    Kind(
        "inspection",
        "检字",
        False,
        0,
        "未发现问题 发现问题已责令改正 双随机抽查：合格 双随机抽查：不合格 通过登记的住所无法联系",
    ),
    Kind("qualification", "资字", False, 6, "教师资格 注册建造师 护士执业 特种设备作业人员 中级职称 道路运输从业资格"),
    Kind("abnormal", "异字", False, 3, "未按期公示年度报告 公示信息隐瞒真实情况 通过登记的住所无法联系"),
    Kind("serious", "失字", False, 3, "重大税收违法 拖欠农民工工资 失信被执行人 严重违法失信企业"),
    Kind("contract", "合字", True, 0, "履约正常 逾期履约后已结清 违约 政府采购合同已验收"),
    Kind(
        "promise",
        "诺字",
        False,
        1,
        "证明事项告知承诺：已履行 审批替代型承诺：已履行 主动公示型承诺 信用修复承诺 未履行承诺",
    ),
    Kind("rating", "评字", False, 1, "A级 B级 C级 D级 M级"),
    Kind("compliance", "守字", False, 0, "按期申报 按期年报 无违法违规记录 逾期申报一次"),
    Kind("honour", "荣字", False, 0, "守合同重信用企业 文明单位 道德模范 优秀志愿者"),
    Kind("voluntary", "愿字", False, 0, "自愿填报：纳税信息 自愿填报：出口信息 自愿填报：专利信息"),
]


def suffix(unit: int) -> str:
    """In which format a unit delivers."""
    if unit in CSV_UTF8 or unit in CSV_GB18030:
        return "csv"
    if unit in JSON_LINES:
        return "jsonl"
    return "xlsx" if unit in EXCEL else "parquet"
