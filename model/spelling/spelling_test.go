package spelling_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"siamface/model/spelling"
)

func TestOneNameHasOneKey(t *testing.T) {
	for _, same := range [][]string{
		{"Zoë", norm.NFD.String("Zoë"), "ZOË", "zoë", norm.NFD.String("ZOË"), "Zoë ", "\u200bZoë"},
		{"Straße", "STRASSE", "strasse"},
		{"Anna Lee", "anna  lee", "ANNA\u00a0LEE"},
		{"한글", norm.NFD.String("한글")},
		{"Ångström", "A\u030angstro\u0308m", "\u212bngström"},
	} {
		for _, name := range same[1:] {
			if a, b := spelling.Key(same[0]), spelling.Key(name); a != b {
				t.Errorf("%q and %q have the keys %q and %q", same[0], name, a, b)
			}
		}
	}
}

func TestOtherNamesHaveOtherKeys(t *testing.T) {
	names := []string{"Zoe", "Zoë", "Ana", "Anna", "s1", "s10", "s²", "s2", "a_b", "a b", "李", "丽", "\xff", "\xfe", "\u200b", "\u200c", " ", "か", "が", ""}
	keys := map[string]string{}
	for _, name := range names {
		key := spelling.Key(name)
		if other, known := keys[key]; known {
			t.Errorf("%q and %q have the key %q", name, other, key)
		}
		keys[key] = name
	}
}

func TestLikeness(t *testing.T) {
	for _, like := range [][2]string{
		{"Zoë", "zoe"}, {"Anna_Lee", "anna-lee"}, {"Anna Lee", "Anna.Lee."}, {"İpek", "ipek"}, {"ISIK", "ışık"}, {"Ａｎｎａ", "anna"}, {"Søren", "SOREN"},
	} {
		if a, b := spelling.Likeness(like[0]), spelling.Likeness(like[1]); a != b {
			t.Errorf("%q and %q: %q and %q", like[0], like[1], a, b)
		}
	}
	for _, unlike := range [][2]string{{"s1.0", "s10"}, {"Ana", "Anna"}, {"か", "が"}, {"--", "__"}, {"p 1 1", "p 11"}} {
		if a, b := spelling.Likeness(unlike[0]), spelling.Likeness(unlike[1]); a == b {
			t.Errorf("%q and %q: both %q", unlike[0], unlike[1], a)
		}
	}
}

// odd are names that would do harm in a table or a terminal.
var odd = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "＝1", " =1", "\t=1", "\r=1", "a;=1", `a;"=1`, "a,@b", `"quoted"`, `"`, "'=1", "", " a", "a ",
	"a\x1b[2Jb", "bell\a", "a\rb", "a\nb", "gpj.\u202egnp", "\u2066x", "\xff\xfe", "a\x80.png", "nul\x00", "\u200b", "\ufeff",
}

func TestShowAndCellAreHarmless(t *testing.T) {
	for _, name := range append(odd, "plain", "Zoë Müller/1.jpg", `comma, "quote".png`, `a\b.png`, "张伟/照片 1.pgm") {
		checkShown(t, name)
	}
	for _, name := range []string{"plain", "Zoë/1.jpg", `b/comma, "quote".png`, `a\b.png`, "a=b", "x-1", "张伟"} {
		if spelling.Cell(name) != name || spelling.Show(name) != name || spelling.ToText(name) != name {
			t.Errorf("%q needs no escape", name)
		}
	}
}

func checkShown(t *testing.T, name string) {
	t.Helper()
	for _, text := range []string{spelling.Show(name), spelling.Cell(name)} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q became %q, which isn't fit to be shown", name, text)
		}
	}
	cell := spelling.Cell(name)
	if strings.IndexAny(norm.NFKC.String(strings.TrimSpace(cell)), "=+-@") == 0 {
		t.Errorf("%q became the formula %q", name, cell)
	}
	if back := spelling.FromCell(cell); back != name {
		t.Errorf("%q came back from the table as %q", name, back)
	}
	text := spelling.ToText(name)
	if back := spelling.FromCell(text); back != name || !utf8.ValidString(text) {
		t.Errorf("%q came back from text as %q", name, back)
	}
}

func FuzzSpelling(f *testing.F) {
	for _, name := range odd {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		checkShown(t, name)
		if key := spelling.Key(name); spelling.Key(key) != key {
			t.Errorf("the key of %q is %q, whose key is %q", name, key, spelling.Key(key))
		}
		spelling.Likeness(name)
	})
}

func TestList(t *testing.T) {
	for want, n := range map[string]int{"a, b and 2 more": 2, "a, b, c, d": 4} {
		if got := spelling.List([]string{"a", "b", "c", "d"}, n); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCleanAndJSON(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n\ttext, 张伟": "plain\n\ttext, 张伟", "a\x1b[2J\a\r": `a\x1b[2J\x07\x0d`, "gpj.\u202egnp\u2066": `gpj.\u202egnp\u2066`, "\xff\u009b": `\xff\x9b`,
	} {
		if got := spelling.Clean(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		var b strings.Builder
		if err := spelling.WriteJSON(&b, []string{text}, ""); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\a\r\u202e\u2066\u009b") {
			t.Errorf("%q is raw in JSON: %q", text, b.String())
		}
		var back []string
		if err := json.Unmarshal([]byte(b.String()), &back); err != nil || spelling.FromCell(back[0]) != text {
			t.Errorf("%q came back from JSON as %q, %v", text, back, err)
		}
	}
}

// TestBrokenNamesInJSON: wherever in a value a name stands, it comes back, and the value isn't changed.
func TestBrokenNamesInJSON(t *testing.T) {
	const broken = "a\xff.jpg"
	type Inner struct {
		Name string `json:"name"`
		own  int
	}
	type outer struct {
		Inner
		List   []Inner           `json:"list"`
		Map    map[string]string `json:"map"`
		To     *Inner            `json:"to"`
		Any    any               `json:"any"`
		Hidden func()            `json:"-"`
	}
	v := outer{Inner: Inner{broken, 1}, List: []Inner{{"b", 2}, {broken, 3}}, Map: map[string]string{broken: broken}, To: &Inner{broken, 4}, Any: []string{broken}}
	var b strings.Builder
	if err := spelling.WriteJSON(&b, v, ""); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), `"\"a\\xff.jpg\""`); n != 6 || strings.Contains(b.String(), "ufffd") {
		t.Errorf("%d names of 6 in %s", n, b.String())
	}
	if v.List[1].Name != broken || v.To.Name != broken || v.List[1].own != 3 {
		t.Errorf("the value was changed: %+v", v)
	}
}
