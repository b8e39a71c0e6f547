"""Code lists: what they are called, and those that the platform itself defines; the national ones are in codes.json."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeList:
    """One list. `longest`: characters that columns keep of a code. `is_fixed`: rules of the program hang on its codes,
    so that entries can be renamed and ordered, but neither added nor retired.
    """

    title: str
    standard: str
    longest: int
    is_fixed: bool = False


CODE_LISTS = {
    "document_type": CodeList("身份证件类别", "WS 364.3 CV02.01.101", 2, is_fixed=True),
    "gender": CodeList("性别", "GB/T 2261.1", 1, is_fixed=True),
    "ethnic_group": CodeList("民族", "GB/T 3304", 2),
    "marital_status": CodeList("婚姻状况", "GB/T 2261.2", 2),
    "nationality": CodeList("国籍及地区", "GB/T 2659", 10),
    "province": CodeList("省级行政区划", "GB/T 2260", 6, is_fixed=True),
    "education": CodeList("学历", "GB/T 4658", 4),
    "degree": CodeList("学位", "GB/T 6864", 4),
    "degree_type": CodeList("学位类型", "本平台", 20),
    "cultivation_type": CodeList("培养类型", "本平台", 20),
    "resident_category": CodeList("人员类型", "本平台", 20),
    "graduate_kind": CodeList("应届/往届", "本平台", 10),
    "licensing_exam": CodeList("医师资格考试", "本平台", 10, is_fixed=True),
    "training_years": CodeList("核定培训年限", "本平台", 1, is_fixed=True),
    "extension_years": CodeList("延期累计上限（年）", "本平台", 1),
    "practice_category": CodeList("执业类别", "卫生统计", 2),
    "practice_grade": CodeList("医师级别", "卫生统计", 1, is_fixed=True),
    "practice_scope": CodeList("执业范围", "卫生统计", 4),
    "clinical_service": CodeList("诊疗科目", "医疗机构诊疗科目名录", 20),
}

# Specialties in short supply by the evaluation standards of 2022 (reference-data §1.12).
SHORT_SINCE_2022 = ("0200", "0300", "0500", "0700", "1600", "1900", "2000", "3700")

# list → [(code, label, synonyms)]; sources: reference-data §1.1, 1.6, 1.7, 1.8
OWN_LISTS: dict[str, list[tuple[str, str, list[str]]]] = {
    "document_type": [
        ("01", "居民身份证", ["身份证", "二代身份证", "中华人民共和国居民身份证"]),
        ("03", "护照", []),
        ("04", "军官证", ["士官证", "文职干部证"]),
        ("06", "港澳居民来往内地通行证", ["回乡证", "港澳通行证"]),
        ("07", "台湾居民来往大陆通行证", ["台胞证", "台湾居民来往内地通行证"]),
        ("11", "港澳台居民居住证", ["居住证"]),
        ("12", "外国人永久居留身份证", ["外国人永久居留证"]),
        ("99", "其他法定有效证件", ["其他"]),
    ],
    "gender": [("1", "男", ["男性"]), ("2", "女", ["女性"])],
    "marital_status": [
        ("10", "未婚", []),
        ("20", "已婚", ["初婚", "再婚", "复婚"]),
        ("30", "丧偶", []),
        ("40", "离婚", ["离异"]),
        ("90", "未说明的婚姻状况", ["其他"]),
    ],
    "degree_type": [
        ("academic", "科学学位", ["科学型", "学术型", "学术学位"]),
        ("professional", "专业学位", ["专业型", "专硕", "专博"]),
    ],
    "cultivation_type": [
        ("national", "国家计划培养", ["国家计划"]),
        ("provincial", "地方计划培养", ["省级计划培养", "地方计划"]),
        ("other", "其他", ["自主培养"]),
    ],
    "resident_category": [
        ("COMPANY", "本单位住院医师", ["单位人", "本单位"]),
        ("ENTRUST", "外单位委托培养住院医师", ["外单位委托", "委托培养"]),
        ("SOCIAL", "面向社会招收住院医师", ["社会人", "面向社会招收"]),
        ("GRADUATE", "全日制硕士专业学位研究生", ["并轨专硕", "在读专硕", "专硕研究生", "专业学位研究生"]),
        ("OTHER", "其他人员", ["其他"]),
    ],
    "graduate_kind": [("fresh", "应届生", ["应届"]), ("past", "往届生", ["往届"])],
    "licensing_exam": [
        ("none", "未参加", []),
        ("failed", "未通过", []),
        ("passed", "已通过考试，尚未发放证书", ["已通过", "通过", "已通过（未发证）"]),
        ("licensed", "已取得资格证书", ["已取得医师资格证书"]),
    ],
    "training_years": [("1", "1年", ["1"]), ("2", "2年", ["2"]), ("3", "3年", ["3"])],
    "extension_years": [("3", "3年", [])],  # reference-data R-DUR-06
    "nationality": [("156", "中国", ["中华人民共和国", "CN"]), ("other", "其他国家或地区", [])],
    "practice_grade": [("1", "执业医师", []), ("2", "执业助理医师", [])],
}

# list → key in data/codes.json
NATIONAL_LISTS = {
    "ethnic_group": "ethnic_GBT3304",
    "education": "education_GBT4658_2006",
    "degree": "degree_GBT6864_2003",
    "practice_category": "practice_category",
    "practice_scope": "practice_scope",
    "clinical_service": "diagnosis_subject",
}
PROVINCES = ("province_GBT2260", "province_extra")
