import ArgumentParser
print("fcg")
