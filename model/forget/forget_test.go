package forget

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"siamface/model/report"
	"siamface/model/run"
)

// nameless are the keys of strings in reports that name neither people nor photos. A new key must be put here, or where document.go
// lists those that do.
var nameless = []string{
	"format", "siamface", "libtorch", "go", "device", "recipe", "weights", "changes", "way", "name", "feeding", "loss", "distance", "start", "schedule", "kind",
	"folder", "command", "versions", "system", "fold", "origin", "made", "settings", "threshold", "reason", "split", "training", "method",
}

// TestEveryNameIsKnown goes through all strings of the reports.
func TestEveryNameIsKnown(t *testing.T) {
	known := slices.Concat(nameless, listKeys, entryKeys)
	var look func(key string, v reflect.Type, deep int)
	found := 0
	look = func(key string, v reflect.Type, deep int) {
		switch v.Kind() {
		case reflect.String:
			if found++; !slices.Contains(known, key) {
				t.Errorf("does %q name people or photos?", key)
			}
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			look(key, v.Elem(), deep)
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if name == "-" || !f.IsExported() || deep == 0 {
					continue
				}
				switch {
				case name == "" && f.Anonymous:
					name = key
				case name == "":
					name = strings.ToLower(f.Name)
				}
				look(name, f.Type, deep-1)
			}
		}
	}
	for _, v := range []any{run.Report{}, report.Document{}, run.FoldRecord{}} {
		look("", reflect.TypeOf(v), 12)
	}
	if found < 40 {
		t.Errorf("only %d strings were found", found)
	}
}

func TestHasFile(t *testing.T) {
	var s Subject
	s.AddPerson("Zoë")
	s.AddFile("bob/2.jpg")
	s.paths = []string{"/data/faces/train/eve/3.jpg"}
	for name, want := range map[string]bool{
		"zoe\u0308/1.jpg": true, "train/ZOË/1.jpg": true, `Zoë\1.jpg`: true, `"Zo\u00eb/1.jpg"`: true, "Zoë.jpg": false, "Zoë2/1.jpg": false, "bob/Zoë/1.jpg": false,
		"bob/2.jpg": true, "./bob/2.jpg": true, "bob/1.jpg": false, "eve/3.jpg": true, "train/eve/3.jpg": true, "3.jpg": false, "steve/3.jpg": false, "": false,
	} {
		if got := s.HasFile(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	s.AddPerson("train") // who has a folder of that name, beside others
	if !s.HasFile("train/1.jpg") || s.HasFile("train/bob/1.jpg") || !s.HasFile("test/train/1.jpg") {
		t.Error("a person called train isn't told from the folder of a split")
	}
}

func TestIsMentioned(t *testing.T) {
	var s Subject
	s.AddPerson("Li Wei")
	for text, want := range map[string]bool{
		"li wei has one photo.": true, "bob and Li Wei/1.jpg differ": true, "(Li Wei)": true, "Li Weiss has one photo": false, "Ali Wei": false, "Li": false,
		"Li Weiss and Li Wei.": true,
	} {
		if got := s.isMentioned(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestScrub keeps the order and the digits of what stays.
func TestScrub(t *testing.T) {
	var s Subject
	s.AddPerson("ann")
	s.AddSum("5")
	text := `{"z":1.10,"people":["ann","bob"],"recipe":"ann","split":{"train":["Ann"],"test":null},"test":{"fmr":1e-3},` +
		`"photos":[{"file":"ann/1.jpg"},{"file":"bob/1.jpg","sha256":"5"},{"file":"bob/2.jpg"}],"skipped":[{"Path":"ann/x.txt","Reason":"not a photo"}],"folds":[{"tested":["ann","bob"],"eer":0.5}],"warnings":["ann is alone","x"]}`
	want := `{"z":1.10,"people":["bob"],"recipe":"ann","split":{"train":[],"test":null},"test":{"fmr":1e-3},` +
		`"photos":[{"file":"bob/2.jpg"}],"skipped":[],"folds":[{"tested":["bob"],"eer":0.5}],"warnings":["x","` + report.Forgotten + `"]}`
	for range 2 { // the second time nothing is left to do
		got, removed, err := scrubText(&s, []byte(text))
		if err != nil || string(got) != want || (removed != 7) != (text == want) {
			t.Fatalf("removed %d, %v:\n%s", removed, err, got)
		}
		text = want
	}
}

// FuzzDocument: any JSON stays what it is where nobody is to be forgotten, and names nobody afterwards where somebody is.
func FuzzDocument(f *testing.F) {
	for _, text := range []string{`{"people":["ann"],"a":[1,{"file":"ann/1"}]}`, `[]`, `{"":null,"x":"\ud800"}`, `1e999`, `{"a":1,"a":2}`, "[[[[", `"ann"`, `{"warnings":{}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := parseDocument(text)
		if err != nil {
			return
		}
		again, err := doc.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var was, is any
		a, b := json.NewDecoder(bytes.NewReader(text)), json.NewDecoder(bytes.NewReader(again))
		a.UseNumber()
		b.UseNumber()
		if a.Decode(&was) != nil || b.Decode(&is) != nil || fmt.Sprint(was) != fmt.Sprint(is) {
			t.Errorf("%s became %s", text, again)
		}
		var s Subject
		s.AddPerson("ann")
		s.scrub(&doc)
		if n := s.scrub(&doc); n != 0 {
			t.Errorf("%d names were left in %s", n, text)
		}
	})
}

// FuzzTable: of any table the rows that stay are as they were, and none names the person.
func FuzzTable(f *testing.F) {
	for _, text := range []string{"file,person,e0\nann/1.jpg,ann,1\nbob/1.jpg,bob,2\n", "file_x,file_y,same,distance\n\"a,b\",ann/1,1,0\n", "person\nann\n", "file\n\"", "\ufefffile\nann/x\n", "file\n\n\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s Subject
		s.AddPerson("ann")
		var rest, again bytes.Buffer
		rows := 0
		removed, err := s.CopyTable(&rest, bytes.NewReader(text), func(stays bool) {
			if !stays {
				rows++
			}
		})
		if err != nil {
			return
		}
		if rows != removed {
			t.Errorf("%d rows were told and %d removed", rows, removed)
		}
		if n, err := s.CopyTable(&again, bytes.NewReader(rest.Bytes()), nil); n != 0 || err != nil {
			t.Errorf("%d more were removed of %q (%v)", n, rest.String(), err)
		}
	})
}
