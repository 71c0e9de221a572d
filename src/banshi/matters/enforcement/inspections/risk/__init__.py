"""企业信用风险分类 the class of a company, A to D: the pure rule, and the facts that it weighs."""
