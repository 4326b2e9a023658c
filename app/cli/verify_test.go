package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifyAll(t *testing.T) {
	withNetworks(t)
	group, one := realPhoto(t, "groups", "obama-and-biden.jpg"), realPhoto(t, "people", "joe-biden", "1.jpg")
	plain := succeed(t, "verify", group, one, "--json").document(t)
	doc := succeed(t, "verify", group, one, "--all", "--json").document(t)
	matrix := doc["all"].(map[string]any)
	delete(doc, "all")
	if fmt.Sprint(doc) != fmt.Sprint(plain) {
		t.Errorf("with --all the rest is %v, without %v", doc, plain)
	}
	keys(t, matrix, "faces", "distances", "verdicts", "best")
	faces, best := matrix["faces"].([]any), matrix["best"].([]any)
	if len(faces) != 2 || len(faces[0].([]any)) != 3 || len(faces[1].([]any)) != 1 || len(best) != 1 {
		t.Fatalf("faces %v, best matches %v", faces, best)
	}
	keys(t, faces[0].([]any)[0], "box", "score", "quality", "main")
	keys(t, best[0], "a", "b", "distance", "verdict")
	at := int(best[0].(map[string]any)["a"].(float64))
	if d := matrix["distances"].([]any)[at].([]any)[0]; d != best[0].(map[string]any)["distance"] || best[0].(map[string]any)["verdict"] != "same" {
		t.Errorf("the best match is %v, the distance there %v", best[0], d)
	}
	text := succeed(t, "verify", group, one, "--all").stdout
	for _, says := range []string{"Faces of A:\n  A1 at ", ", the main face", "\n  A2 at ", "\n  A3 at ", "Faces of B:\n  B1 at ", "   B1\nA1 ", "=]", fmt.Sprintf("Best matches:\n  A%d and B1: 0.", at+1), ", the same person\n"} {
		if !strings.Contains(text, says) {
			t.Errorf("verify --all doesn't say %q:\n%s", says, text)
		}
	}
	if text := succeed(t, "verify", one, realPhoto(t, "people", "rose-leslie", "1.jpg"), "--all").stdout; !strings.Contains(text, "No face of A matches one of B.") {
		t.Errorf("of strangers verify --all says\n%s", text)
	}
}

// TestVerifyWithoutAFace: nothing is said but that a photo shows no face, and which.
func TestVerifyWithoutAFace(t *testing.T) {
	withNetworks(t)
	someone, dir := realPhoto(t, "people", "joe-biden", "1.jpg"), t.TempDir()
	none, nobody := flat(t, filepath.Join(dir, "none.png"), 10), flat(t, filepath.Join(dir, "nobody.png"), 70)
	for _, c := range []struct{ a, b, named string }{
		{someone, none, none},
		{none, someone, none},
		{none, nobody, none + " and " + nobody},
		{none, none, none + " and " + none}, // which are as close as can be
	} {
		o := succeed(t, "verify", c.a, c.b)
		if !strings.HasPrefix(o.stdout, "Unsure: no face was found in "+c.named+" (") {
			t.Errorf("of %s and %s verify says\n%s", c.a, c.b, o.stdout)
		}
		for _, claim := range []string{"100,000", "different people tried", "pairs of one person"} {
			if strings.Contains(o.stdout, claim) {
				t.Errorf("of %s and %s verify claims something of %q:\n%s", c.a, c.b, claim, o.stdout)
			}
		}
	}
	doc := succeed(t, "verify", someone, none, "--json").document(t)
	if doc["verdict"] != "unsure" || doc["fmr"] != nil || doc["closer_than"] != nil || doc["farther_than"] != nil {
		t.Errorf("verify reports %v", doc)
	}
}

func checkVerify(t *testing.T, model, a, b string) {
	doc := succeed(t, "verify", a, a, "--model", model, "--json", "--exit-code").document(t)
	photos := doc["photos"].([]any)
	for _, p := range photos {
		keys(t, p, "path", "width", "height")
		if p := p.(map[string]any); p["path"] != a || p["width"] != 92.0 || p["height"] != 112.0 {
			t.Errorf("photo %v", p)
		}
	}
	threshold, ok := doc["threshold"].(float64)
	if doc["verdict"] != "same" || doc["distance"].(float64) > 0.01 || !ok || threshold <= 0 || len(photos) != 2 {
		t.Errorf("a photo and itself: %v", doc)
	}
	if o := succeed(t, "verify", a, a, "--model", model); !strings.HasPrefix(o.stdout, "The same person.\nThe distance is 0.0") {
		t.Errorf("verify says %q", o.stdout)
	}
	doc = succeed(t, "verify", a, b, "--model", model, "--json").document(t)
	code, known := map[any]int{"same": 0, "different": 3, "unsure": 4}[doc["verdict"]]
	if o := call(t, "verify", a, b, "--model", model, "--exit-code"); !known || o.code != code || o.stderr != "" {
		t.Errorf("verdict %v, exit code %d, stderr %q", doc["verdict"], o.code, o.stderr)
	}
	text := write(t, filepath.Join(t.TempDir(), "text.jpg"), "no photo")
	failed(t, call(t, "verify", a, text, "--model", model, "--json", "--exit-code"), 1, "text.jpg as a photo: not a photo.")
	failed(t, call(t, "verify", text+".none", a, "--model", model), 1, "no such file")
}
