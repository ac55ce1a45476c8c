"""Says what to do when a job needs the packages for Python functions and these were not fetched: Python runs this file as it starts."""
import sys

NAMES = {"apache_beam", "avro", "cloudpickle", "dill", "fastavro", "google", "grpc", "numpy", "pandas", "pemja", "pyarrow", "zstandard"}


class Udf:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in NAMES:
            raise ModuleNotFoundError(
                f"{name} is for Python functions (UDFs) and pandas; these packages are fetched only when they are used, once, 150 MB: "
                "cdclab stack fetch --udf", name=name)


sys.meta_path.append(Udf)
