package cli_test

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerifyRegions wants a picture, the verdict as without it, and a document with a number for every patch.
func TestVerifyRegions(t *testing.T) {
	withNetworks(t)
	a, b := realPhoto(t, "people", "joe-biden", "1.jpg"), realPhoto(t, "people", "joe-biden", "2.jpg")
	out := filepath.Join(t.TempDir(), "regions.png")
	o := succeed(t, "verify", a, b, "--regions", out)
	if plain := succeed(t, "verify", a, b).stdout; !strings.HasPrefix(o.stdout, plain) || !strings.Contains(o.stdout[len(plain):], out+": covering a part moved the faces apart by 0.") {
		t.Errorf("verify says\n%s", o.stdout)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.DecodeConfig(f); err != nil || img.Width < 1000 {
		t.Errorf("the picture: %v, %+v", err, img)
	}
	doc := succeed(t, "verify", a, b, "--regions", out, "--json", "--force").document(t)
	regions := doc["regions"].(map[string]any)
	keys(t, regions, "distance", "patch", "faces")
	if regions["distance"] != doc["distance"] || len(regions["faces"].([]any)) != 2 {
		t.Errorf("the regions are of a distance of %v, the verdict's is %v", regions["distance"], doc["distance"])
	}
	for _, f := range regions["faces"].([]any) {
		keys(t, f, "width", "height", "across", "down", "changes")
		face := f.(map[string]any)
		rows := face["changes"].([]any)
		if len(rows) != len(face["down"].([]any)) || len(rows[0].([]any)) != len(face["across"].([]any)) || len(rows) < 7 {
			t.Errorf("%d rows of %d", len(rows), len(rows[0].([]any)))
		}
	}
	none := flat(t, filepath.Join(t.TempDir(), "none.png"), 10)
	failed(t, call(t, "verify", a, none, "--regions", out, "--force"), 1, "no regions are drawn: Unsure: no face was found in "+none)
	failed(t, call(t, "verify", a, b, "--regions", "regions.gif"), 2, `--regions can't be "regions.gif"`)
}
