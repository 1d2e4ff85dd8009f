from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.misuse.conftest import Found

CI = ".github/workflows/ci.yml"
POSITIVE = [
    ("Dockerfile", "FROM x\nARG NPM_TOKEN\n", "secret-in-image", "ARG NPM_TOKEN"),
    ("Dockerfile", "ARG API_SECRET=\n", "secret-in-image", "ARG API_SECRET"),
    ("Dockerfile", "ENV A=1 \\\n    DB_PASSWORD=x\n", "secret-in-image", "ENV DB_PASSWORD"),
    ("Dockerfile", "ENV DB_PASSWORD x\n", "secret-in-image", "ENV DB_PASSWORD"),
    ("web.dockerfile", "COPY --chown=a conf/.env /app/\n", "secret-in-image", "COPY conf/.env"),
    ("Dockerfile.prod", "ADD id_rsa /home/app/.ssh/id_rsa\n", "secret-in-image", "COPY id_rsa"),
    (CI, "- run: echo ${{ secrets.DEPLOY }}\n", "secret-in-ci-log", "echo DEPLOY"),
    (CI, '- run: |\n    echo "key: $API_KEY"\n', "secret-in-ci-log", "echo API_KEY"),
    (".gitlab-ci.yml", "script:\n  - printf '%s' ${DEPLOY_TOKEN}\n", "secret-in-ci-log", "echo DEPLOY_TOKEN"),
    (CI, "- run: docker build --build-arg NPM_TOKEN=${{ secrets.T }} .\n", "secret-in-image", "--build-arg NPM_TOKEN"),
    (".env", "NEXT_PUBLIC_API_SECRET=x\n", "secret-in-client", "NEXT_PUBLIC_API_SECRET"),
    ("src/a.vue", "const k = import.meta.env.VITE_DB_PASSWORD\n", "secret-in-client", "VITE_DB_PASSWORD"),
    ("compose.yaml", "      - REACT_APP_STRIPE_SECRET_KEY=x\n", "secret-in-client", "REACT_APP_STRIPE_SECRET_KEY"),
    ("a.go", 'log.Printf("pw %s", password)\n', "secret-in-log", "log.Printf(password)"),
    ("a.go", 'fmt.Println("k", cfg.APIKey)\n', "secret-in-output", "fmt.Println(APIKey)"),
    ("A.java", 'logger.info("pw " + user.password);\n', "secret-in-log", "logger.info(password)"),
    ("A.java", "System.out.println(secret);\n", "secret-in-output", "System.out.println(secret)"),
    ("a.rb", "puts(api_key)\n", "secret-in-output", "puts(api_key)"),
    ("a.php", "error_log($password);\n", "secret-in-log", "error_log(password)"),
    ("a.rs", 'println!("{}", client_secret);\n', "secret-in-output", "println!(client_secret)"),
    ("A.cs", "Console.WriteLine(dbPassword);\n", "secret-in-output", "Console.WriteLine(dbPassword)"),
    (
        "A.java",
        'c = Cipher.getInstance("AES/ECB/PKCS5Padding"); c.doFinal(password);\n',
        "weak-cipher",
        "AES/ECB/PKCS5Padding",
    ),
    ("a.go", "c, _ := des.NewCipher(key)\nc.Encrypt(out, password)\n", "weak-cipher", "des.NewCipher"),
    ("A.java", 'k = new SecretKeySpec("0123456789abcdef".getBytes(), "AES");\n', "hard-coded-key", "SecretKeySpec"),
    ("A.java", "iv = new IvParameterSpec(new byte[16]);\n", "static-iv", "IvParameterSpec"),
    ("a.php", "$h = md5($password);\n", "weak-password-hash", "md5(password)"),
    ("a.rb", "h = Digest::SHA1.hexdigest(password)\n", "weak-password-hash", "sha1(password)"),
    ("a.go", "h := md5.Sum([]byte(password))\n", "weak-password-hash", "md5(password)"),
]
NEGATIVE = [
    ("Dockerfile", "ARG VERSION=1\nRUN --mount=type=secret,id=npm_token npm ci\n"),
    ("Dockerfile", "ENV DB_PASSWORD=\nENV TOKEN_URL=x\n# ARG API_KEY\n"),
    ("Dockerfile", "COPY --from=build /x/.env /y\nCOPY .env.example /x\n"),
    (CI, 'echo "$NPM_TOKEN" | docker login --password-stdin\n'),
    (CI, "echo X=${{ secrets.X }} >> $GITHUB_ENV\n"),
    (CI, 'echo "::add-mask::$API_KEY"\n'),
    (CI, "echo ${{ github.sha }} $HOME\nenv:\n  API_KEY: ${{ secrets.API_KEY }}\n"),
    ("docs/a.md", "echo $API_KEY ${{ secrets.X }}\n"),
    (".env", "NEXT_PUBLIC_SITE_KEY=x\nNEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY=x\nVITE_FIREBASE_API_KEY=x\nAPI_SECRET=x\n"),
    ("a.ts", "// never NEXT_PUBLIC_API_SECRET\n"),
    ("a.go", 'log.Printf("password changed")\nlog.Println(len(password))\nlog.Println(hash(password))\n'),
    ("A.java", 'logger.info("password");\nlogger.info(maskedPassword);\ncatalog.put(password);\n'),
    ("a.php", "$h = md5($file);\npassword_hash($password, PASSWORD_ARGON2ID);\n"),
    ("A.java", 'c = Cipher.getInstance("AES/GCM/NoPadding"); c.doFinal(password);\n'),
    ("A.java", 'iv = new IvParameterSpec(random);\nk = new SecretKeySpec(key, "AES"); // password\n'),
    ("a.txt", "print(password)\n"),
]


@pytest.mark.parametrize(("path", "text", "rule", "shown"), POSITIVE)
def test_misuse_is_found(found: Found, path: str, text: str, rule: str, shown: str) -> None:
    assert found(path, text) == [(rule, shown)]


@pytest.mark.parametrize(("path", "text"), NEGATIVE)
def test_right_use_is_no_finding(found: Found, path: str, text: str) -> None:
    assert found(path, text) == []
