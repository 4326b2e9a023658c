package filestore

// applicationID marks a gallery's file among SQLite's: "SmFG".
const applicationID = 0x536d4647

// pageBytes is a page's size: 15 embeddings of 512 numbers fill one by 95 %, where SQLite's usual 4,096 bytes would hold one by half.
const pageBytes = 32768

// schema makes the tables of a new gallery. Embeddings stand apart from what is known of the photos, so that a search reads little else.
const schema = `
CREATE TABLE about (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE);
CREATE TABLE photo (
	id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id), path TEXT NOT NULL, sha256 TEXT NOT NULL,
	x REAL NOT NULL, y REAL NOT NULL, w REAL NOT NULL, h REAL NOT NULL, length REAL NOT NULL,
	UNIQUE (sha256, x, y, w, h)
);
CREATE INDEX photo_of ON photo(person);
CREATE TABLE embedding (photo INTEGER PRIMARY KEY REFERENCES photo(id), person INTEGER NOT NULL, numbers BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX embedding_of ON embedding(person);
INSERT INTO about VALUES ('format', 'siamface gallery 1'), ('revision', 0);
PRAGMA application_id = 0x536d4647;
`

// Keys of the table about.
const (
	keyFormat   = "format"
	keyRevision = "revision"
	keyNetwork  = "network"
	keySize     = "size"
	keyRecalled = "recalled " // what Remember keeps
)

const format = "siamface gallery 1"
