namespace Thunder {
namespace Exchange {

    // json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        virtual Core::hresult Toggle() = 0;
    };

} // namespace Exchange
} // namespace Thunder
