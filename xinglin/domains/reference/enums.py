"""Code lists that the platform itself defines; the national ones are in data/codes.json."""

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
