package forget

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"siamface/model/spelling"
)

// Where names stand in our documents, by the keys of their values in lower case. What stands under another key names nobody.
var (
	// listKeys are lists of names of people or files, or of sentences.
	listKeys = []string{"people", "files", "tested", "seen", "train", "validation", "test", "excluded", "warnings"}
	// entryKeys make an entry of a list somebody's: it is dropped with its name.
	entryKeys = []string{"file", "file_x", "file_y", "path", "person", "name", "sha256", "detail"}
)

// document is JSON whose members keep their order.
type document struct {
	members []member        // of an object
	entries []document      // of a list
	value   json.RawMessage // of anything else
	kind    byte            // '{', '[' or 0
}

// member is a member of an object.
type member struct {
	key   string
	value document
}

// mostDeep is how deep lists and objects may lie in each other.
const mostDeep = 64

var errNoDocument = errors.New("it is no JSON document")

// parseDocument reads one JSON document.
func parseDocument(text []byte) (document, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	doc, err := readValue(d, mostDeep)
	if err != nil {
		return doc, errors.Join(errNoDocument, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return doc, errNoDocument
	}
	return doc, nil
}

func readValue(d *json.Decoder, deep int) (document, error) {
	token, err := d.Token()
	if err != nil {
		return document{}, err
	}
	if deep == 0 {
		return document{}, errors.New("it is too deep")
	}
	switch token {
	case json.Delim('{'):
		return readMembers(d, deep)
	case json.Delim('['):
		return readEntries(d, deep)
	}
	value, err := json.Marshal(token)
	return document{value: value}, err
}

func readMembers(d *json.Decoder, deep int) (document, error) {
	doc := document{kind: '{'}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return doc, err
		}
		value, err := readValue(d, deep-1)
		if err != nil {
			return doc, err
		}
		doc.members = append(doc.members, member{fmt.Sprint(key), value})
	}
	_, err := d.Token()
	return doc, err
}

func readEntries(d *json.Decoder, deep int) (document, error) {
	doc := document{kind: '['}
	for d.More() {
		value, err := readValue(d, deep-1)
		if err != nil {
			return doc, err
		}
		doc.entries = append(doc.entries, value)
	}
	_, err := d.Token()
	return doc, err
}

// MarshalJSON writes the document as it was, without spaces.
func (d document) MarshalJSON() ([]byte, error) {
	switch d.kind {
	case '{':
		var b bytes.Buffer
		b.WriteByte('{')
		for i, m := range d.members {
			key, err := json.Marshal(m.key)
			if err != nil {
				return nil, err
			}
			value, err := m.value.MarshalJSON()
			if err != nil {
				return nil, err
			}
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(key)
			b.WriteByte(':')
			b.Write(value)
		}
		b.WriteByte('}')
		return b.Bytes(), nil
	case '[':
		return json.Marshal(append([]document{}, d.entries...))
	}
	return d.value, nil
}

// text is a string's value; ok says that it is one.
func (d document) text() (text string, ok bool) {
	ok = len(d.value) > 0 && d.value[0] == '"' && json.Unmarshal(d.value, &text) == nil
	return text, ok
}

// find is the value under a key of an object.
func (d document) find(key string) (document, bool) {
	at := slices.IndexFunc(d.members, func(m member) bool { return m.key == key })
	if at < 0 {
		return document{}, false
	}
	return d.members[at].value, true
}

// scrub takes out of a document what names the subject, and counts it.
func (s *Subject) scrub(d *document) (removed int) {
	for i := range d.members {
		m := &d.members[i]
		if m.value.kind == '[' && slices.Contains(listKeys, strings.ToLower(m.key)) {
			removed += s.scrubList(&m.value)
		}
		removed += s.scrub(&m.value)
	}
	before := len(d.entries)
	d.entries = slices.DeleteFunc(d.entries, s.ownsEntry)
	removed += before - len(d.entries)
	for i := range d.entries {
		removed += s.scrub(&d.entries[i])
	}
	return removed
}

// scrubList takes names and sentences out of a list of strings.
func (s *Subject) scrubList(list *document) int {
	before := len(list.entries)
	list.entries = slices.DeleteFunc(list.entries, func(e document) bool {
		text, ok := e.text()
		return ok && s.isNamed(text)
	})
	return before - len(list.entries)
}

// isNamed tells whether a string is a name of the subject's, or a sentence with one.
func (s *Subject) isNamed(text string) bool {
	text = spelling.FromCell(text)
	return s.HasPerson(text) || s.HasFile(text) || s.HasSum(text) || s.isMentioned(text)
}

// ownsEntry tells whether an entry of a list is about the subject: a photo, a pair, a finding, a person.
func (s *Subject) ownsEntry(e document) bool {
	return slices.ContainsFunc(e.members, func(m member) bool {
		text, ok := m.value.text()
		return ok && slices.Contains(entryKeys, strings.ToLower(m.key)) && s.isNamed(text)
	})
}
