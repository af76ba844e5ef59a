//! A client of the command path in plain Rust: no crate, `rustc --edition 2021 command_client.rs`.
//! Its protocol is version 1: a message is one line of JSON, {"tx", "type", "payload"}. The answer
//! to "getConfig" has the type "getConfigResult", or "getConfigError" with {"message", "code"}.
//! A worker that its host started finds socket and token in ISOLATED_WORKERS_STARTUP_DATA. For any
//! other program, a guest, main takes them from COMMAND_SOCKET and COMMAND_TOKEN.
use std::io::{BufRead, BufReader, Error, ErrorKind, Write};
use std::os::unix::net::UnixStream;
use std::{env, process, time::Duration};

/// The JSON that the host answered, or a code, such as NOT_ALLOWED, and a message.
pub type Answer = Result<String, CommandError>;

#[derive(Debug)]
pub struct CommandError(pub String, pub String);

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let late = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        let code = if late { "TIMEOUT" } else { "HOST_AWAY" };
        CommandError(code.to_string(), error.to_string())
    }
}

/// A connection to the host. Once the code was HOST_AWAY, make another one.
pub struct CommandClient {
    stream: BufReader<UnixStream>,
    sent: u64,
}

/// Parameters, payloads and answers are JSON, for the JSON library of your choice.
impl CommandClient {
    /// The timeout is how long the host may be silent while something is asked of it.
    pub fn connect(path: &str, token: &str, timeout: Duration) -> Result<Self, CommandError> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let (stream, sent) = (BufReader::new(stream), 0);
        let mut client = CommandClient { stream, sent };
        let (token, pid) = (quote(token), process::id());
        let hello = format!(r#"{{"protocol":1,"token":{token},"pid":{pid}}}"#);
        client.request("$hello", &hello)?;
        Ok(client)
    }

    pub fn execute(&mut self, command: &str, params: &str) -> Answer {
        let payload = format!(r#"{{"command":{},"params":{params}}}"#, quote(command));
        self.request("execute", &payload)
    }

    pub fn emit_event(&mut self, event: &str, payload: &str) -> Answer {
        let payload = format!(r#"{{"event":{},"payload":{payload}}}"#, quote(event));
        self.request("emitEvent", &payload)
    }

    pub fn get_config(&mut self, key: &str) -> Answer {
        self.request("getConfig", &format!(r#"{{"key":{}}}"#, quote(key)))
    }

    pub fn get_session(&mut self, id: &str) -> Answer {
        self.request("getSession", &format!(r#"{{"sessionId":{}}}"#, quote(id)))
    }

    pub fn ping(&mut self) -> Answer {
        self.request("$ping", "null")
    }

    fn request(&mut self, kind: &str, payload: &str) -> Answer {
        self.sent += 1;
        let tx = format!("\"{}\"", self.sent);
        let line = format!(r#"{{"tx":{tx},"type":"{kind}","payload":{payload}}}"#) + "\n";
        self.stream.get_mut().write_all(line.as_bytes())?;
        let mut answer = String::new();
        while field(&answer, "tx") != Some(&tx) {
            answer.clear(); // a late one, of a request that was given up
            if self.stream.read_line(&mut answer)? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof).into());
            }
        }
        let payload = field(&answer, "payload").unwrap_or("null");
        let part = |name| text(payload, name).unwrap_or_default();
        if text(&answer, "type") == Some(format!("{kind}Error")) {
            return Err(CommandError(part("code"), part("message")));
        }
        Ok(payload.to_string())
    }
}

/// A text as JSON.
pub fn quote(text: &str) -> String {
    let escape = |sign| match sign {
        '"' | '\\' | '\0'..='\x1f' => format!("\\u{:04x}", sign as u32),
        _ => sign.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// The value of a field of a JSON object, as JSON.
pub fn field<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let (mut depth, mut start, mut key, mut in_text, mut escaped) = (0, 0, "", false, false);
    for (at, sign) in object.char_indices() {
        let part = object[start..at].trim();
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '{' | '[' => depth += 1,
            ':' if depth == 1 => (key, start) = (part.trim_start_matches(['{', ' ']), at + 1),
            ',' | '}' if depth == 1 && key == quote(name) => return Some(part),
            ',' if depth == 1 => start = at + 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The text in a field of a JSON object.
pub fn text(object: &str, name: &str) -> Option<String> {
    let json = field(object, name)?.strip_prefix('"')?.strip_suffix('"')?;
    let (mut signs, controls) = (json.chars(), [8, 12, 10, 13, 9]);
    let mut units = Vec::new(); // of UTF-16, because that is what escapes are
    while let Some(sign) = signs.next() {
        match if sign == '\\' { signs.next()? } else { ' ' } {
            ' ' => units.extend_from_slice(sign.encode_utf16(&mut [0; 2])),
            'u' => {
                let digits: String = signs.by_ref().take(4).collect();
                units.push(u16::from_str_radix(&digits, 16).ok()?);
            }
            c => units.push("bfnrt".find(c).map_or(c as u16, |i| controls[i])),
        }
    }
    String::from_utf16(&units).ok()
}

fn main() -> Result<(), CommandError> {
    let data = env::var("ISOLATED_WORKERS_STARTUP_DATA").unwrap_or_default();
    let given = |name, variable| text(&data, name).or(env::var(variable).ok());
    let path = given("commandSocketPath", "COMMAND_SOCKET").expect("no COMMAND_SOCKET");
    let token = given("commandToken", "COMMAND_TOKEN").expect("no COMMAND_TOKEN");
    let seconds = given("", "COMMAND_TIMEOUT").map_or(30, |text| text.parse().unwrap());
    let mut client = CommandClient::connect(&path, &token, Duration::from_secs(seconds))?;
    println!("{}", client.ping()?);
    println!("{}", client.execute("greet", r#"{"name":"Zoë"}"#)?);
    println!("{}", client.emit_event("example:hi", r#""Zoë""#)?);
    println!("{}", client.get_config("example.greeting")?);
    println!("{}", client.get_session("s-1")?);
    Ok(())
}
