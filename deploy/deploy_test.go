// Package deploy has what runs workers elsewhere. Its test holds the manifests to Kubernetes' own types.
package deploy

import (
	"os"
	"regexp"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"sigs.k8s.io/yaml"
)

// Every key of the manifest is one that Kubernetes knows, at a place where it knows it, with a value of its type.
func TestManifest(t *testing.T) {
	data, err := os.ReadFile("worker.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var d appsv1.Deployment
	if err := yaml.UnmarshalStrict(data, &d); err != nil {
		t.Fatal(err)
	}
	pod := d.Spec.Template
	if d.APIVersion != "apps/v1" || d.Kind != "Deployment" || d.Spec.Selector.MatchLabels["app"] != pod.Labels["app"] {
		t.Errorf("%s %s selects %v of %v", d.APIVersion, d.Kind, d.Spec.Selector.MatchLabels, pod.Labels)
	}
	volumes := map[string]bool{}
	for _, v := range pod.Spec.Volumes {
		volumes[v.Name] = true
	}
	for _, c := range pod.Spec.Containers {
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("there is no volume %s", m.Name)
			}
		}
	}
	if err := yaml.UnmarshalStrict([]byte(strings.Replace(string(data), "replicas:", "replica:", 1)), &d); err == nil {
		t.Error("an unknown key isn't noticed")
	}
}

// The container has the folders that the program loads from, and the user of the manifest.
func TestContainerfile(t *testing.T) {
	data, err := os.ReadFile("Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"native", "libtorch", "faces"} {
		if !regexp.MustCompile(`(?m)^COPY --from=build \S+/\.deps/` + folder + ` `).Match(data) {
			t.Errorf("the folder .deps/%s isn't copied", folder)
		}
	}
	if ignored, err := os.ReadFile("Containerfile.dockerignore"); err != nil || !strings.Contains(string(ignored), "\n.deps\n") {
		t.Errorf("gigabytes of .deps would be sent to the build, which removes them: %v", err)
	}
	if !strings.Contains(string(data), "USER 10001\n") {
		t.Error("it runs as another user than the manifest says")
	}
}
