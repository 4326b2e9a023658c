package recipes

import (
	"regexp"
	"testing"

	"siamface/model/network"
)

// Every layer of every recipe is spoken of in Chinese; only names of networks and functions are the same in both languages.
func TestLayersInChinese(t *testing.T) {
	english := regexp.MustCompile(`[A-Za-z]{2,}`)
	same := map[string]bool{"CenterFace": true, "frfeat": true, "ReLU": true}
	for _, r := range all {
		for _, l := range r.Design.Layers() {
			for _, text := range []string{l.Kind, l.Shape()} {
				for _, word := range english.FindAllString(network.TranslateChinese(text), -1) {
					if !same[word] {
						t.Errorf("%s, layer %s: %q becomes %q", r.Name, l.Name, text, network.TranslateChinese(text))
					}
				}
			}
		}
	}
	if got := network.TranslateChinese("convolution 7×7 /2, batch normalisation, ReLU"); got != "卷积 7×7 /2，批归一化，ReLU" {
		t.Errorf("%q", got)
	}
	if got := network.TranslateChinese("layer1.0.conv1"); got != "layer1.0.conv1" {
		t.Errorf("a parameter's name becomes %q", got)
	}
}
