package assets_test

import (
	"bytes"
	"image/png"
	"regexp"
	"slices"
	"testing"

	"siamface/assets"
)

var place = regexp.MustCompile(`\{[a-z0-9]+\}`)

// Both languages say the same things, with the same places for what is put in.
func TestLanguagesAgree(t *testing.T) {
	english, chinese := assets.Keys(assets.English), assets.Keys(assets.Chinese)
	if len(english) == 0 {
		t.Fatal("there are no words")
	}
	for _, key := range chinese {
		if !slices.Contains(english, key) {
			t.Errorf("%s is Chinese only", key)
		}
	}
	for _, key := range english {
		if !slices.Contains(chinese, key) {
			t.Errorf("%s isn't Chinese", key)
			continue
		}
		en, zh := assets.T(assets.English, key), assets.T(assets.Chinese, key)
		if en == "" || zh == "" {
			t.Errorf("%s is empty", key)
		}
		places := func(text string) []string {
			found := place.FindAllString(text, -1)
			slices.Sort(found)
			return found
		}
		if !slices.Equal(places(en), places(zh)) {
			t.Errorf("%s has other places in %q than in %q", key, en, zh)
		}
	}
}

func TestT(t *testing.T) {
	if got := assets.T(assets.English, "viewer.detail", 1, 2, 3, 4, "5 B"); got != "1 of 2   3 × 4 px   5 B" {
		t.Errorf("%q", got)
	}
	if got := assets.T(assets.Chinese, "tab.training"); got != "训练" {
		t.Errorf("%q", got)
	}
	if got := assets.T(assets.Chinese, "no such key"); got != "no such key" || assets.Has(assets.Chinese, got) {
		t.Errorf("%q", got)
	}
}

func TestFromLocale(t *testing.T) {
	for want, list := range map[assets.Language][][]string{
		assets.Chinese: {{"", "", "zh_CN.UTF-8"}, {"zh_TW"}, {"", "zh", "en_US.UTF-8"}},
		assets.English: {{"C.UTF-8"}, {}, {"", ""}, {"en_GB", "zh_CN"}, {"de_DE.UTF-8"}},
	} {
		for _, values := range list {
			if got := assets.FromLocale(values...); got != want {
				t.Errorf("%q gives %s, want %s", values, got, want)
			}
		}
	}
}

func TestIcon(t *testing.T) {
	drawn, err := png.DecodeConfig(bytes.NewReader(assets.Icon()))
	if err != nil || drawn.Width != 128 || drawn.Height != 128 {
		t.Errorf("the icon is %+v (%v)", drawn, err)
	}
}
