# 和家：每个命令做什么，见 make help。

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BOOTSTRAP = @$(PYTHON) tools/bootstrap.py
BIN = .venv/bin
# 演示数据默认载入；HEJIA_DEMO=0 时不载入。
export HEJIA_DEMO ?= 1

.PHONY: run test check bench doctor format clean help
.DEFAULT_GOAL := help

run: ## 启动整套系统（首次自动准备环境、数据库与演示数据），Ctrl-C 停止
	$(BOOTSTRAP)
	@exec $(BIN)/hejia run

test: ## 准备环境并运行全部测试
	$(BOOTSTRAP) --dev
	@$(BIN)/python tools/test.py $(ARGS)

check: ## 运行全部检查（格式、类型、依赖方向、迁移、接口说明、文档）
	$(BOOTSTRAP) --dev
	@$(BIN)/python tools/check.py

bench: ## 测量速度与内存
	$(BOOTSTRAP) --dev
	@HEJIA_HOME=$${HEJIA_HOME:-var/bench} $(BIN)/hejia bench $(ARGS)

doctor: ## 检查运行环境，并说明如何改正
	$(BOOTSTRAP)
	@$(BIN)/hejia doctor

format: ## 统一代码格式
	$(BOOTSTRAP) --dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## 删除环境与缓存（不动 var/ 里的数据）
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf hejia/project/static/vendor

help: ## 列出命令
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
