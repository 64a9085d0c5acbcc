"""Reads a folder of event files with TensorBoard's own code and prints what it found as one JSON object."""

import json
import sys

from tensorboard.backend.event_processing import data_provider, event_accumulator, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.data import provider as data
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups
from google.protobuf import json_format

EVERYTHING = 0
ALL = 10**9


def accumulated(folder):
    """What scripts get that read one run."""
    guidance = {kind: EVERYTHING for kind in ("scalars", "histograms", "tensors")}
    events = event_accumulator.EventAccumulator(folder, size_guidance=guidance)
    events.Reload()
    tags = events.Tags()
    return {
        "scalars": {tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
        "histograms": {
            tag: [
                {
                    "step": e.step,
                    "min": e.histogram_value.min,
                    "max": e.histogram_value.max,
                    "num": e.histogram_value.num,
                    "sum": e.histogram_value.sum,
                    "bucket": list(e.histogram_value.bucket),
                    "bucketLimit": list(e.histogram_value.bucket_limit),
                }
                for e in events.Histograms(tag)
            ]
            for tag in tags["histograms"]
        },
        "texts": {
            tag: [[e.step, [s.decode() for s in e.tensor_proto.string_val]] for e in events.Tensors(tag)]
            for tag in tags["tensors"]
            if not tag.startswith("_hparams_/")
        },
    }


def provided(folder):
    """What TensorBoard's tabs get of all runs below a folder."""
    guidance = {plugin: ALL for plugin in ("scalars", "histograms", "text")}
    runs = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance=guidance)
    runs.AddRunsFromDirectory(folder)
    runs.Reload()
    provider = data_provider.MultiplexerDataProvider(runs, folder)
    context = RequestContext()
    read = {"experiment_id": "", "downsample": ALL}
    scalars = provider.read_scalars(context, plugin_name="scalars", **read)
    histograms = provider.read_tensors(context, plugin_name="histograms", **read)
    hparams = backend_context.Context(base_plugin.TBContext(data_provider=provider))
    request = api_pb2.ListSessionGroupsRequest(
        start_index=0,
        slice_size=100,
        allowed_statuses=[
            api_pb2.STATUS_UNKNOWN,
            api_pb2.STATUS_SUCCESS,
            api_pb2.STATUS_FAILURE,
            api_pb2.STATUS_RUNNING,
        ],
    )
    metadata = hparams.hparams_metadata(context, "")
    experiment = get_experiment.Handler(context, hparams, "", api_pb2.GetExperimentRequest()).run()
    sessions = list_session_groups.Handler(
        request_context=context, backend_context=hparams, experiment_id="", request=request
    ).run()
    assert len(metadata) > 0
    return {
        "scalars": {
            run: {tag: [[d.step, float(d.value)] for d in series] for tag, series in tags.items()}
            for run, tags in scalars.items()
        },
        "histograms": {
            run: {tag: [[d.step, float(d.numpy[:, 2].sum())] for d in series] for tag, series in tags.items()}
            for run, tags in histograms.items()
        },
        "experiment": json_format.MessageToDict(experiment),
        "sessions": json_format.MessageToDict(sessions),
    }


print(json.dumps({"accumulated": accumulated, "provided": provided}[sys.argv[1]](sys.argv[2])))
