"""`manage.py rotate_keys`: bring every encrypted column and stored file under the current key (PLT-100).

1. `rotate_keys --fresh-key` prints a new key. Add it to the key file's "keys", name it "current", name the old one
   "index", and restart: both keys read, the new one writes.
2. `rotate_keys` while people work. It can be broken off and started again.
3. `rotate_keys --check` says 0 everywhere: the old key only makes search indexes now.
4. To be rid of it: stop the service, name the new key "index", run `rotate_keys --indexes`, remove the old key.
"""

import base64
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinglin.engines.secrets import keys, rotation


class Command(BaseCommand):
    """Rotate the keys of encrypted columns."""

    help = "把所有加密列和存储的文件改用当前密钥重新加密；可随时中断，再次运行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=1000, help="每个事务处理的行数，默认 1000")
        parser.add_argument("--check", action="store_true", help="只统计仍在使用旧密钥的行数；有则以 1 退出")
        parser.add_argument(
            "--indexes", action="store_true", help="同时重建检索索引（更换 index 密钥后，停止服务时运行）"
        )
        parser.add_argument("--fresh-key", action="store_true", help="生成一个新密钥并显示，不改动任何数据")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fresh_key"]:
            self.stdout.write(base64.b64encode(secrets.token_bytes(64)).decode())
        elif options["check"]:
            self._check()
        else:
            self._rotate(options["batch"], indexes=options["indexes"])

    def _check(self) -> None:
        total = 0
        for model in rotation.encrypted_models():
            count = rotation.stale(model)
            total += count
            self.stdout.write(f"{model._meta.label}：{count} 处使用旧密钥")
        files = sum(1 for _ in rotation.stale_files())
        total += files
        self.stdout.write(f"文件：{files} 个使用旧密钥或未加密")
        if total:
            raise CommandError(f"共 {total} 处仍使用旧密钥，请运行 rotate_keys 后再检查。", returncode=1)

    def _rotate(self, batch: int, *, indexes: bool) -> None:
        self.stdout.write(f"当前密钥：{keys.current_keys().current}")
        for model in rotation.encrypted_models():
            done = 0
            try:
                for count in rotation.rotate(model, batch=batch, indexes=indexes):
                    done += count
            except keys.Unreadable as error:
                raise CommandError(
                    f"{model._meta.label} 中有无法解密的内容（{error}）。"
                    "请把缺少的密钥放回 XINGLIN_KEYS 后再次运行，已完成的部分不受影响。"
                ) from error
            self.stdout.write(f"{model._meta.label}：重新加密 {done} 处")
        self._reseal()

    def _reseal(self) -> None:
        done = 0
        for name in rotation.stale_files():
            try:
                rotation.reseal(name)
            except keys.Unreadable as error:
                raise CommandError(
                    f"文件 {name} 无法解密（{error}）。请把缺少的密钥放回 XINGLIN_KEYS，或从备份恢复该文件后再次运行。"
                ) from error
            done += 1
        self.stdout.write(f"文件：重新加密 {done} 个")
