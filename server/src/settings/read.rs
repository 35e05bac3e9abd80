//! Flags before environment before file before defaults, each value with its source; what nobody knows is named.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::{Given, Key, Settings, Source, value};

/// The file in the data folder that is read when no other is named.
const FILE: &str = "skyshard.toml";
/// A settings file has a few lines; more is a mistake in the name.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Variables that are no settings of the server: of this program at large, of its terminal, and of the tests.
const OTHER_VARIABLES: [&str; 6] = [
    "SKYSHARD_CONFIG",
    "SKYSHARD_LINK_PASSWORD",
    "SKYSHARD_LOG",
    "SKYSHARD_PASSWORD",
    "SKYSHARD_TEST_POSTGRES",
    "SKYSHARD_TOKEN",
];

/// The settings, and how they came about.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Checked.
    pub settings: Settings,
    /// One line a setting.
    pub chosen: Vec<Chosen>,
    /// Sentences about variables that look like settings and are none.
    pub warnings: Vec<String>,
}

/// One setting as people see it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which.
    pub key: Key,
    /// Its value without secrets.
    pub value: String,
    /// Who chose it.
    pub source: Source,
}

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value cannot be right.
    #[error("{name} is wrong (from {source_name}): {advice}")]
    Wrong {
        /// The setting.
        name: &'static str,
        /// Who chose it.
        source_name: String,
        /// What would be right.
        advice: String,
    },
    /// The file has a key that is no setting.
    #[error("{}: there is no setting \"{key}\"{}", .file.display(), did_you_mean(.nearest))]
    Unknown {
        /// The file.
        file: PathBuf,
        /// The key.
        key: String,
        /// What was probably meant.
        nearest: Option<&'static str>,
    },
    /// The file is not TOML.
    #[error("{} cannot be read: {problem}", .file.display())]
    NotToml {
        /// The file.
        file: PathBuf,
        /// Where and why.
        problem: String,
    },
    /// The file cannot be read at all.
    #[error("{} cannot be read: {cause}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

fn did_you_mean(nearest: &Option<&'static str>) -> String {
    nearest.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}

/// Puts everything together.
pub fn read(given: &Given) -> Result<Reading, SettingsError> {
    let mut settings = Settings::in_folder("data");
    let data = given.spoken(Key::Data);
    if let Some((text, source)) = &data {
        set(&mut settings, Key::Data, text, source)?;
    }
    let file = File::find(given, &settings.data)?;
    settle(given, file.as_ref(), settings)
}

/// What a file alone says.
#[cfg(any(test, fuzzing))]
pub(crate) fn read_text(text: &str) -> Result<Reading, SettingsError> {
    let file = File::parse(PathBuf::from(FILE), text)?;
    settle(&Given::default(), Some(&file), Settings::in_folder("data"))
}

fn settle(given: &Given, file: Option<&File>, mut settings: Settings) -> Result<Reading, SettingsError> {
    let mut chosen = Vec::new();
    for key in Key::ALL {
        let found = given.spoken(key).or_else(|| file.and_then(|file| file.value(key)));
        let source = match found {
            Some((text, source)) => set(&mut settings, key, &text, &source).map(|()| source)?,
            None => Source::Default,
        };
        chosen.push((key, source));
    }
    let shown = |(key, source)| Chosen { key, value: value::show(&settings, key), source };
    Ok(Reading {
        chosen: chosen.into_iter().map(shown).collect(),
        warnings: given.unknown_variables(),
        settings,
    })
}

fn set(settings: &mut Settings, key: Key, text: &str, source: &Source) -> Result<(), SettingsError> {
    value::put(settings, key, text).map_err(|advice| SettingsError::Wrong {
        name: key.name(),
        source_name: source.to_string(),
        advice,
    })
}

impl Given {
    /// Said on the command line or in the environment, where an empty variable says nothing.
    fn spoken(&self, key: Key) -> Option<(String, Source)> {
        let flag = self.flags.get(&key).map(|text| (text.clone(), Source::Flag(key)));
        let variable = || self.variables.get(&key.variable()).filter(|text| !text.is_empty());
        flag.or_else(|| variable().map(|text| (text.clone(), Source::Variable(key))))
    }

    fn unknown_variables(&self) -> Vec<String> {
        let known: Vec<String> = Key::ALL.iter().map(|key| key.variable()).collect();
        let unknown = self.variables.keys().filter(|name| !known.contains(name));
        { unknown }
            .filter(|name| !OTHER_VARIABLES.contains(&name.as_str()))
            .map(|name| {
                let nearest = Key::nearest(&name.trim_start_matches("SKYSHARD_").to_ascii_lowercase());
                let hint =
                    nearest.map(|key| format!("; did you mean {}?", key.variable())).unwrap_or_default();
                format!("{name} is no setting{hint}")
            })
            .collect()
    }
}

/// A settings file, its keys known to be settings.
struct File {
    path: PathBuf,
    table: Table,
}

impl File {
    fn find(given: &Given, data: &Path) -> Result<Option<Self>, SettingsError> {
        let named = given.file.is_some();
        let path = given.file.clone().unwrap_or_else(|| data.join(FILE));
        match content(&path) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(cause) if !named && cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) if !named && cause.kind() == io::ErrorKind::NotADirectory => Ok(None),
            Err(cause) => Err(SettingsError::Unreadable { file: path, cause }),
        }
    }

    fn parse(path: PathBuf, text: &str) -> Result<Self, SettingsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return Err(SettingsError::NotToml { file: path, problem: error.to_string() }),
        };
        if let Some(key) = table.keys().find(|key| Key::find(key).is_none()) {
            let nearest = Key::nearest(&key.to_ascii_lowercase()).map(Key::name);
            return Err(SettingsError::Unknown { key: key.clone(), nearest, file: path });
        }
        Ok(Self { path, table })
    }

    fn value(&self, key: Key) -> Option<(String, Source)> {
        let text = match self.table.get(key.name())? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some((text, Source::File(self.path.clone())))
    }
}

fn content(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(io::Error::other("a settings file has at most 64 KiB"));
    }
    fs::read_to_string(path)
}

#[cfg(test)]
mod tests;
