package cli_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestGallery(t *testing.T) {
	withNetworks(t)
	dir := t.TempDir()
	at := filepath.Join(dir, "people.gallery")
	in := func(args ...string) []string { return append(append([]string{"gallery"}, args...), "--gallery", at) }
	failed(t, call(t, in("list")...), 1, "there is no such gallery")
	photos := filepath.Dir(filepath.Dir(realPhoto(t, "people", "barack-obama", "1.jpg")))
	doc := succeed(t, in("add", photos, "--json")...).document(t)
	keys(t, doc, "added", "again", "several", "no_face", "skipped", "people", "photos", "network")
	if doc["people"] != 6.0 || doc["added"].(float64)+float64(len(doc["again"].([]any))) < 17 {
		t.Errorf("added %v", doc)
	}
	text := write(t, filepath.Join(dir, "text.jpg"), "no photo")
	o := call(t, in("identify", realPhoto(t, "groups", "obama-and-biden.jpg"), text, "--json", "--most", "2")...)
	if o.code != 1 || !strings.Contains(o.stderr, "text.jpg as a photo: not a photo") {
		t.Errorf("exit code %d, stderr %q", o.code, o.stderr)
	}
	doc = o.document(t)
	keys(t, doc, "photos", "fpir", "known", "unknown", "measured", "people", "network")
	found := map[string]bool{}
	for _, f := range doc["photos"].([]any)[0].(map[string]any)["faces"].([]any) {
		keys(t, f, "box", "main", "verdict", "candidates", "quality")
		f := f.(map[string]any)
		candidates := f["candidates"].([]any)
		keys(t, candidates[0], "name", "distance", "photo")
		if len(candidates) != 2 || len(f["box"].([]any)) != 4 {
			t.Errorf("face %v", f)
		}
		if f["verdict"] == "known" {
			found[candidates[0].(map[string]any)["name"].(string)] = true
		}
	}
	if len(found) != 2 || !found["barack-obama"] || !found["joe-biden"] {
		t.Errorf("known: %v", found)
	}
	t.Run("words", func(t *testing.T) { checkGalleryWords(t, in) })
	t.Run("changes", func(t *testing.T) { checkGalleryChanges(t, in) })
	if info, err := os.Stat(at); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func checkGalleryWords(t *testing.T, in func(args ...string) []string) {
	rose := realPhoto(t, "groups", "kit-with-rose.jpg")
	o := succeed(t, in("identify", rose)...)
	if !strings.Contains(o.stdout, ": rose-leslie\n") || !strings.Contains(o.stdout, "6 people are too few to measure it") {
		t.Errorf("it says:\n%s", o.stdout)
	}
	if o = succeed(t, in("identify", rose, "--threshold", "0.1")...); strings.Count(o.stdout, "nobody known") != 2 {
		t.Errorf("it says:\n%s", o.stdout)
	}
	if o = succeed(t, in("add", "--name", "rose-leslie", rose)...); !strings.Contains(o.stdout, "with several faces, of which one was enrolled") {
		t.Errorf("it says:\n%s", o.stdout)
	}
	if o = succeed(t, in("renew")...); !strings.Contains(o.stdout, "computed anew, 0 photos given up") {
		t.Errorf("it says:\n%s", o.stdout)
	}
}

func checkGalleryChanges(t *testing.T, in func(args ...string) []string) {
	rose := realPhoto(t, "groups", "kit-with-rose.jpg")
	doc := succeed(t, in("merge", "Barack", "barack-obama", "--json")...).document(t)
	keys(t, doc, "name", "moved", "people")
	doc = succeed(t, in("remove", "rose-leslie", rose, "--json")...).document(t)
	if keys(t, doc, "name", "removed", "people"); doc["removed"] != 1.0 || doc["people"] != 6.0 {
		t.Errorf("removed %v", doc)
	}
	doc = succeed(t, in("forget", "BARACK", "--json")...).document(t)
	if keys(t, doc, "name", "forgotten", "people"); doc["people"] != 5.0 {
		t.Errorf("forgotten %v", doc)
	}
	succeed(t, in("remove", "joe-biden")...)
	doc = succeed(t, in("list", "--json")...).document(t)
	keys(t, doc, "people", "photos", "network")
	people := doc["people"].([]any)
	keys(t, people[0], "name", "photos")
	if len(people) != 4 {
		t.Errorf("people %v", people)
	}
	failed(t, call(t, in("forget", "nobody")...), 1, "nobody of that name")
}

func TestEncryptedGallery(t *testing.T) {
	withNetworks(t)
	dir := t.TempDir()
	at, secret := filepath.Join(dir, "g"), write(t, filepath.Join(dir, "secret"), "pass phrase\n")
	photo := realPhoto(t, "people", "rose-leslie", "1.jpg")
	failed(t, call(t, "gallery", "add", "--name", "Rose", photo, "--gallery", at, "--encrypt"), 1, "needs a passphrase")
	succeed(t, "gallery", "add", "--name", "Rose", photo, "--gallery", at, "--encrypt", "--passphrase-file", secret)
	t.Setenv("SIAMFACE_PASSPHRASE", "pass phrase")
	if o := succeed(t, "gallery", "list", "--gallery", at); !strings.Contains(o.stdout, "1 person, 1 photo.") {
		t.Errorf("it says:\n%s", o.stdout)
	}
	t.Setenv("SIAMFACE_PASSPHRASE", "wrong")
	failed(t, call(t, "gallery", "list", "--gallery", at), 1, "the passphrase is wrong")
}

func TestGalleryFlags(t *testing.T) {
	for says, args := range map[string][]string{
		"what to do with the gallery is missing": {}, "there is no verb": {"lst"}, "--gallery is missing": {"list"}, "NAME is missing": {"forget"},
		"photos need --name": {"add", "a", "b", "--gallery", "x"}, "--name needs a name": {"add", "a", "--name", "", "--gallery", "x"},
		"exclude each other": {"identify", "a", "--fpir", "0.1", "--threshold", "1", "--gallery", "x"}, "PHOTO is missing": {"identify", "--gallery", "x"},
	} {
		failed(t, call(t, append([]string{"gallery"}, args...)...), 2, says)
	}
}

// A gallery on a server answers the verbs as one in a file does.
func TestGalleryOnServer(t *testing.T) {
	withNetworks(t)
	photos := filepath.Dir(filepath.Dir(realPhoto(t, "people", "barack-obama", "1.jpg")))
	group := realPhoto(t, "groups", "obama-and-biden.jpg")
	answers := map[string]any{}
	onQueues(t, func(t *testing.T, address string) {
		in := func(args ...string) []string {
			return append(append([]string{"gallery"}, args...), "--gallery", address, "--json")
		}
		failed(t, call(t, in("list")...), 1, "there is no such gallery")
		succeed(t, in("add", photos)...)
		doc := succeed(t, in("identify", group)...).document(t)
		answers[t.Name()] = []any{doc, succeed(t, in("list")...).document(t)}
		if index := call(t, in("index")...); strings.HasPrefix(address, "postgres") {
			keys(t, index.document(t), "index", "recall")
			succeed(t, in("index", "--drop")...)
		} else {
			failed(t, quiet(index), 1, "needs no index")
		}
		if doc := succeed(t, in("forget", "joe-biden")...).document(t); doc["people"] != 5.0 {
			t.Errorf("forgot %v", doc)
		}
	})
	file, server := answers["TestGalleryOnServer/file"], answers["TestGalleryOnServer/server"]
	if server != nil && !reflect.DeepEqual(file, server) {
		t.Errorf("the file answers %v\nthe server %v", file, server)
	}
}

// Who enrols nobody is told so by the exit code, and no empty gallery is left behind; a gallery is no queue.
func TestNobodyEnrolled(t *testing.T) {
	withNetworks(t)
	path := filepath.Join(t.TempDir(), "people.gallery")
	o := call(t, "gallery", "add", "--name", "Ann", filepath.Join(t.TempDir(), "missing.jpg"), "--gallery", path)
	if _, err := os.Stat(path); o.code != 1 || err == nil {
		t.Errorf("exit code %d, the gallery: %v", o.code, err)
	}
	ann := realPhoto(t, "people", "barack-obama", "1.jpg")
	succeed(t, "gallery", "add", "--name", "Ann", ann, "--gallery", path)
	failed(t, call(t, "worker", "--drain", "--queue", path), 1, "no queue")
}
