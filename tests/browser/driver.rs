//! A headless Chromium, driven through chromedriver's HTTP interface (W3C WebDriver, and Chromium's own protocol
//! behind it).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// One browser at a time: two of them are slow to start on a small machine.
static TURN: Mutex<()> = Mutex::new(());

pub struct Browser {
    driver: Child,
    /// The address of the session.
    session: String,
    _profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts one. `None`, with a message, where there is no chromedriver; a failure where there must be one.
    pub fn start() -> Option<Browser> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = match driver {
            Ok(driver) => driver,
            Err(error) => {
                let required = std::env::var("DATELINE_BROWSER_TESTS").is_ok_and(|value| value == "required");
                assert!(!required, "chromedriver, which DATELINE_BROWSER_TESTS=required asks for: {error}");
                eprintln!("skipped: there is no chromedriver here (Debian: chromium and chromium-driver)");
                return None;
            }
        };
        let output = BufReader::new(driver.stdout.take().expect("its output"));
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_suffix('.')?.rsplit_once("on port ")?.1.parse::<u16>().ok())
            .expect("chromedriver names its port");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let driver_address = format!("http://127.0.0.1:{port}/session");
        let mut browser = Browser { driver, session: driver_address.clone(), _profile: profile, _turn: turn };
        let session = browser.post("", &wanted);
        browser.session = format!("{driver_address}/{}", session["sessionId"].as_str().expect("a session"));
        Some(browser)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = minreq::post(format!("{}{path}", self.session)).with_body(body.to_string()).with_timeout(60);
        let answer = request.send().expect("chromedriver answers");
        let answer: Value = serde_json::from_slice(answer.as_bytes()).expect("its answer is JSON");
        let value = answer["value"].clone();
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }

    /// Opens a file from disk.
    pub fn open(&self, path: &Path, fragment: &str) {
        // A change of the fragment alone would not load the page anew.
        self.post("/url", &json!({"url": "about:blank"}));
        self.post("/url", &json!({"url": format!("file://{}{fragment}", path.display())}));
    }

    /// Runs a function's body in the page.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The text that the script returns.
    pub fn text(&self, script: &str) -> String {
        let value = self.run(script);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// A command of the Chrome DevTools Protocol.
    pub fn command(&self, name: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }

    pub fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    /// Presses keys one after another: letters, or the names of WebDriver's special keys.
    pub fn press(&self, keys: &[&str]) {
        let mut actions = Vec::new();
        for key in keys {
            let code = match *key {
                "Tab" => "\u{E004}",
                "Enter" => "\u{E007}",
                "Escape" => "\u{E00C}",
                "Right" => "\u{E014}",
                "Left" => "\u{E012}",
                "Down" => "\u{E015}",
                "End" => "\u{E010}",
                "Home" => "\u{E011}",
                letter => letter,
            };
            actions.push(json!({"type": "keyDown", "value": code}));
            actions.push(json!({"type": "keyUp", "value": code}));
        }
        self.post("/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}));
    }

    pub fn type_text(&self, text: &str) {
        let letters: Vec<String> = text.chars().map(String::from).collect();
        self.press(&letters.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// What the console has said since this was last asked.
    pub fn console(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        log.as_array().into_iter().flatten().map(|entry| entry["message"].to_string()).collect()
    }

    /// The addresses that pages have asked for since this was last asked, but for the page itself.
    pub fn requests(&self, page: &Path) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "performance"}));
        let page = format!("file://{}", page.display());
        log.as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| event["message"]["params"]["request"]["url"].as_str().map(str::to_owned))
            .filter(|url| url != &page && url != "about:blank")
            // What stands in the page itself, and what the browser draws its own controls with.
            .filter(|url| !url.starts_with("data:") && !url.starts_with("chrome:"))
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = minreq::delete(&self.session).with_timeout(20).send();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
